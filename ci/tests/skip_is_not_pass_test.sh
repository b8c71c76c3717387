#!/usr/bin/env bash
# skip_is_not_pass_test.sh BINARY DISCOVERED
# A skipped test is reported as skipped, never as passed, and never hides a failure beside it.
# BINARY (skips_and_fails.cpp) and its DISCOVERED ctest file go through a ctest of their own,
# in a bundle laid out by ci/bundle_tests.sh, which includes the very files the build uses, and
# in a folder with a space in its name.
set -euo pipefail
binary=$1 discovered=$2
ci=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

bundle="$scratch/moved bundle"
mkdir -p "$bundle"/{bin/tests,discovered,fuzz/corpus}
cp "$binary" "$bundle/bin/tests/"
cp "$discovered" "$bundle/discovered/"
touch "$bundle"/fuzz/corpus/{good,wrong}.case
# Stands in for the command: no GPU here, and one wrong case on the host lane.
cat > "$bundle/bin/ropekv" << 'STUB'
#!/bin/sh
case "$*" in *"--device cuda"*) exit 4 ;; *wrong.case*) exit 1 ;; esac
STUB
chmod +x "$bundle/bin/ropekv"
bash "$ci/bundle_tests.sh" "$bundle"

status=0
out=$(cd / && ctest --test-dir "$bundle" 2>&1) || status=$?
wrong=0
expect() {  # expect WORDS PATTERN: a line of ctest's report matches PATTERN
  grep -qE -- "$2" <<< "$out" || { echo "WRONG: $1"; wrong=1; }
}

((status != 0)) || { echo "WRONG: ctest exits 0 although tests failed"; wrong=1; }
t='ci\.skips_and_fails\.SkipsAndFails'
expect "a pass is not a pass" "$t\.Passes \.+ +Passed"
expect "a skip is not shown as skipped" "$t\.Skips \.+\*\*\*Skipped"
expect "a failure beside a skip is not red" "$t\.Fails \.+\*\*\*Failed"
expect "a failure before a skip is not red" "$t\.FailsThenSkips \.+\*\*\*Failed"
expect "a death after a skip is not red" "$t\.SkipsThenDiesAtExit \.+\*\*\*Failed"
expect "a good corpus file does not pass" 'corpus\.good\.host \.+ +Passed'
expect "a wrong corpus file is not red" 'corpus\.wrong\.host \.+\*\*\*Failed'
expect "a corpus file without a GPU is not skipped" 'corpus\.wrong\.cuda \.+\*\*\*Skipped'
expect "the score of a GPU's mutants without a GPU is not skipped" \
  'fuzz\.mutation_score\.cuda \.+\*\*\*Skipped'
expect "the count of failures is wrong" '4 tests failed out of 11'

# The binary as a whole, and a filter that matches nothing.
status=0
"$binary" --gtest_filter=-*AtExit > "$scratch/out" 2>&1 || status=$?
((status == 1)) || { echo "WRONG: a binary with a failing test exits $status, not 1"; wrong=1; }
status=0
"$binary" --gtest_filter=No.Such > "$scratch/out" 2>&1 || status=$?
((status == 3)) || { echo "WRONG: a binary that ran nothing exits $status, not 3"; wrong=1; }

((wrong == 0)) || { echo "$out"; exit 1; }
