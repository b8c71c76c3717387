#!/usr/bin/env bash
# bisect.sh CASE... [options of `ropekv replay`]: is this commit good? For `git bisect run`, from a
# copy outside of the tree, which changes under it:
#   cp ci/bisect.sh /tmp/ && git bisect start BAD GOOD && git bisect run /tmp/bisect.sh 'rkv1:...'
# A case is a line, or a .case file outside of the tree; SEED:K means another case where the
# generator differs. Builds the host lane alone, unless --device says cuda.
# Exit status, as git bisect wants it: 0 good; 1 bad (findings, or a hang); 125 cannot be tested (no
# build, or this commit's ropekv does not know the case, or distrusts itself); 128 stop (Ctrl-C).
set -uo pipefail
(($#)) || { echo "usage: bisect.sh CASE... [options of ropekv replay]" >&2; exit 128; }
root=$(git rev-parse --show-toplevel) || exit 128
trap 'exit 128' INT TERM

cuda=OFF lane=(--device host)
case "$*" in
  *"--device cuda"* | *--device=cuda*) cuda=ON lane=() ;;
  *"--device "* | *--device=*) lane=() ;;
esac
build=$root/build/bisect
# Without a word while it works: git bisect says enough. What went wrong is in the log.
mkdir -p "$root/build"
if ! { cmake -S "$root" -B "$build" -G Ninja -DROPEKV_WERROR=OFF -DROPEKV_CUDA=$cuda &&
       cmake --build "$build" --target ropekv; } > "$root/build/bisect.log" 2>&1; then
  tail -n 5 "$root/build/bisect.log"
  echo "bisect: this commit does not build, see $root/build/bisect.log"
  exit 125
fi

status=0
"$build/bin/ropekv" replay "$@" "${lane[@]}" || status=$?
case $status in
  0) exit 0 ;;
  1 | 70) exit 1 ;;
  72) exit 128 ;;
  *) echo "bisect: ropekv replay exits $status: this commit cannot be tested"; exit 125 ;;
esac
