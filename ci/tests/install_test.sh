#!/usr/bin/env bash
# An installed ropekv, moved elsewhere, gives another CMake project tests of its kernel: they pass
# with a right kernel, and one with a wrong slot fails with a page.  install_test.sh BUILD SOURCE
set -euo pipefail
build=$1
source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "install_test: $1" >&2
  exit 1
}

cmake --install "$build" --prefix "$work/first" > /dev/null
mv "$work/first" "$work/moved"

try() {  # FOLDER KERNEL.c: builds the project with it; ctest's output in FOLDER.txt
  cmake -S "$source/ci/tests/consumer" -B "$work/$1" -DKERNEL_SOURCE="$2" \
    -DCMAKE_PREFIX_PATH="$work/moved" > "$work/$1.log" 2>&1 || fail "$(cat "$work/$1.log")"
  cmake --build "$work/$1" >> "$work/$1.log" 2>&1 || fail "$(cat "$work/$1.log")"
  (cd "$work/$1" && ctest --output-on-failure "${@:3}") > "$work/$1.txt" 2>&1
}

right=$source/kernels/plugin/minimal_host.c
try right "$right" || fail "$(cat "$work/right.txt")"
for line in 'mine.v_is_copied_bitwise.host.0_of_2 .* Passed' \
            'mine.v_is_copied_bitwise.host.1_of_2 .* Passed' \
            'mine.cached_k_lies_in_the_accept_set.host.0_of_2 .*Skipped' \
            'reads_a_case .* Passed' 'structural *=' 'host *=' 'mine *=' 'ropekv *='; do
  grep -qE "$line" "$work/right.txt" || fail "no '$line' in $(cat "$work/right.txt")"
done

sed 's/slots\[token\] : -1/slots[token] + 1 : -1/' "$right" > "$work/wrong.c"
cmp -s "$right" "$work/wrong.c" && fail "the slot of $right is elsewhere now"
if try wrong "$work/wrong.c" -R 'untouched_slots'; then fail "a wrong slot went unnoticed"; fi
grep -q 'FAILED untouched_slots_keep_their_bytes' "$work/wrong.txt" ||
  fail "no page in $(cat "$work/wrong.txt")"
echo "install_test: passed"
