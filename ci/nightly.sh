#!/usr/bin/env bash
# A night: one long campaign whose seed is the commit, so every commit fuzzes differently and every
# night can be had again. Interrupted, or come back to on the same commit, it goes on where it was.
#   ci/nightly.sh [options] [-- more options of `ropekv fuzz`]
#   --dir DIR               where nights are kept (build/night)
#   --max-total-time 8h     of this run
#   --device all            all GPUs; auto, the default, is the same, or the host lane without any
#   --kernel, --size        as in `ropekv fuzz` (production, default)
#   --seed S                in place of the commit (git, or the file COMMIT of a bundle)
#   --ropekv FILE           a command that is built already; else it is built, or the bundle's
# DIR/<commit>.<kernel>.<size>.<lane>.<build>/ holds a campaign: its store, log.txt, cases/, what
# collect.sh makes of it. DIR/review/ holds the cases that a person should look at.
# Exit status, ropekv's own: 0 clean, 1 findings (also of an earlier run of this campaign), 2 bad
# input, or another night is running in DIR, 3 harness, 4 no GPU where one was demanded, 71 out of
# memory, 72 interrupted (run it again), 75 device lost. 1 also if cut short with findings.
set -Eeuo pipefail
trap 'exit 3' ERR  # a full disk, say: 1 would mean findings
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
refuse() { echo "ropekv: $*" >&2; exit 2; }

dir='' length=8h device=auto kernel=production size=default seed='' ropekv=''
while (($#)); do
  [[ $1 == -- ]] && { shift; break; }
  [[ $1 == --*=* ]] && set -- "${1%%=*}" "${1#*=}" "${@:2}"
  case $1 in
    --dir | --max-total-time | --device | --kernel | --size | --seed | --ropekv)
      (($# > 1)) || refuse "$1 needs a value" ;;&
    --dir) dir=$2 ;;
    --max-total-time) length=$2 ;;
    --device) device=$2 ;;
    --kernel) kernel=$2 ;;
    --size) size=$2 ;;
    --seed) seed=$2 ;;
    --ropekv) ropekv=$2 ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \?//p}' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) refuse "$1 is no option of nightly.sh; options of ropekv fuzz go behind --" ;;
  esac
  shift 2
done

if [[ -f $here/CTestTestfile.cmake ]]; then
  root=$here
  ropekv=${ropekv:-$here/bin/ropekv}
else
  root=$(dirname "$here")
fi
if [[ -z $seed ]]; then
  seed=$(cat "$root/COMMIT" 2> /dev/null || git -C "$root" rev-parse --verify -q HEAD) ||
    refuse "$root has neither git nor a file COMMIT: give --seed"
fi
dir=${dir:-$root/build/night}
# Before the build: to hear of it in eight minutes is late.
why=$({ mkdir -p "$dir" && : >> "$dir/filed.txt"; } 2>&1) ||
  refuse "--dir is '$dir': it cannot be written: ${why##*: }"
dir=$(cd "$dir" && pwd)

# The campaign inherits the lock: it holds for as long as any part of the night lives.
exec 9>> "$dir/night.lock"
flock -n 9 || refuse "--dir is '$dir': another night runs in it: $(tail -n 1 "$dir/night.lock")"
echo "process $$ on $(uname -n) since $(date -u '+%F %T') UTC" > "$dir/night.lock"

if [[ -z $ropekv ]]; then
  # shellcheck source=ci/env.sh
  source "$here/env.sh"
  { "$here/setup.sh" && ropekv_build ci --target ropekv; } >&2
  ropekv=$root/build/ci/bin/ropekv
fi
[[ -x $ropekv ]] || refuse "--ropekv is '$ropekv': it cannot be run"

if [[ $device == auto ]]; then
  device=all
  if ! "$ropekv" list devices | grep -q '^cuda'; then
    device=host
    echo "no usable GPU: this night is on the host lane"
  fi
fi
[[ $device == host ]] && lane=host || lane=cuda
build=$(sha256sum < "$ropekv")
# All that makes a campaign another one, so that a store is never refused for it.
night=$dir/${seed:0:12}.${kernel//\//_}.$size.$lane.${build:0:8}
mkdir -p "$night/cases"
again=$([[ -s $night/campaign.db ]] && echo "goes on" || echo "begins")
echo "night $again: seed $seed, kernel $kernel on $device, $length, $night"

# In the background, with a trap: a shell that waits for a command in front hears no signal before
# it ends. ropekv saves its state and exits 72; all signals mean that.
unset GTEST_SHARD_INDEX GTEST_TOTAL_SHARDS
"$ropekv" fuzz --seed "$seed" --kernel "$kernel" --size "$size" --device "$device" \
  --max-total-time "$length" --db "$night/campaign.db" --artifact-dir "$night/cases" "$@" \
  >> "$night/log.txt" 2> "$night/err.txt" &
campaign=$!
trap 'struck=yes; kill -TERM "$campaign" 2> /dev/null || true' TERM INT HUP USR1
struck=yes
while [[ $struck == yes ]]; do  # then it was the signal that ended the wait
  struck=no status=0
  wait "$campaign" || status=$?
done
trap '' TERM INT HUP USR1  # collecting takes a moment, and is what the night was for
cat "$night/err.txt" >&2
cat "$night/err.txt" >> "$night/log.txt"

collected=0
if [[ -s $night/campaign.db ]]; then
  bash "$here/collect.sh" "$ropekv" "$night" || collected=$?
fi
# As in ropekv: 2, 3, 1, then what cut it short.
case $status in
  0 | 72 | 75) ((collected == 0)) || status=$collected ;;
esac
echo "night ends with exit status $status, see $night/log.txt"
exit "$status"
