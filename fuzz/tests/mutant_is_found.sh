#!/usr/bin/env bash
# mutant_is_found.sh ROPEKV KERNEL: a wrong kernel is found in under 2,000 cases on the host lane,
# the printed line fails again, and passes on the right kernel: what was found is the mutant's
# fault and not the harness's.
set -uo pipefail
ropekv=$1
kernel=$2
fail() {
  echo "mutant_is_found: $kernel: $*" >&2
  exit 1
}

output=$("$ropekv" fuzz --kernel "$kernel" --device host --runs 2000 --seed 1 --stop-on-first \
  --shrink-time 5s)
status=$?
((status == 1)) || fail "the campaign's exit status is $status, not 1"
page=$(grep -A 14 "^FAILED " <<< "$output") || fail "there is no failure page"
sed -n '/^FAILED /,/^  corpus /p' <<< "$output"
line=$(sed -n "s/^  replay   ropekv replay '\(rkv1:[^']*\)'.*/\1/p" <<< "$page")
[[ -n $line ]] || fail "the first fifteen lines of the page hold no replay command"

"$ropekv" replay "$line" --kernel "$kernel" --device host > /dev/null
status=$?
((status == 1)) || fail "replay of $line has exit status $status, not 1"
"$ropekv" replay "$line" --device host > /dev/null
status=$?
((status == 0)) || fail "replay of $line on the production kernel has exit status $status, not 0"
