#!/usr/bin/env bash
# Runs an unpacked bundle (ci/bundle.sh) on a machine with a GPU, where only ctest and the driver
# are needed: the whole test suite, then a short campaign on the CUDA lane.
#   ./gpu_test.sh [--memcheck] [options of ctest]
# --memcheck    also replays the corpus under compute-sanitizer
# ROPEKV_FUZZ_TIME (60s; 0 for none), ROPEKV_SEED (1), ROPEKV_JOBS (one per core)
# Ends with a summary; exits non-zero if any step failed.
set -uo pipefail  # no -e: a red step must not hide the next one
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 2

memcheck=no
ctest_options=()
for option in "$@"; do
  if [[ $option == --memcheck ]]; then memcheck=yes; else ctest_options+=("$option"); fi
done
if [[ ! -f CTestTestfile.cmake ]]; then
  echo "ropekv: no CTestTestfile.cmake beside $0: it belongs into a bundle of ci/bundle.sh" >&2
  exit 2
fi
if ! command -v ctest > /dev/null; then
  echo "ropekv: ctest is missing; it comes with cmake" >&2
  exit 2
fi

summary=()
worst=0
step() {  # step NAME COMMAND...
  local name=$1 status=0 start=$SECONDS
  shift
  echo "== $name: $*"
  "$@" || status=$?
  ((status == 0)) || worst=1
  summary+=("$(printf '%-9s exit %-3d %4d s' "$name" "$status" $((SECONDS - start)))")
}

find_sanitizer() {
  command -v compute-sanitizer && return 0
  local place
  for place in ${CUDA_HOME:+"$CUDA_HOME/bin"} /usr/local/cuda{,-*}/{bin,compute-sanitizer}; do
    if [[ -x $place/compute-sanitizer ]]; then
      echo "$place/compute-sanitizer"
      return 0
    fi
  done
  return 1
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
suite() {
  ctest --test-dir . --parallel "${ROPEKV_JOBS:-$(nproc)}" --output-on-failure --no-tests=error \
    "${ctest_options[@]}" 2>&1 | tee "$log"
}
step suite suite
# A skip is no failure, but on a machine with a GPU a person should see how many there were.
summary+=("          $(grep -c '(Skipped)$' "$log") tests skipped")

if [[ ${ROPEKV_FUZZ_TIME:-60s} != 0 ]]; then
  step campaign ./bin/ropekv fuzz --device cuda --max-total-time "${ROPEKV_FUZZ_TIME:-60s}" \
    --seed "${ROPEKV_SEED:-1}"
fi

if [[ $memcheck == yes ]]; then
  if sanitizer=$(find_sanitizer); then
    step memcheck "$sanitizer" --tool memcheck --error-exitcode 99 \
      ./bin/ropekv replay fuzz/corpus --device cuda
  else
    step memcheck sh -c 'echo "ropekv: compute-sanitizer was not found"; exit 2'
  fi
fi

echo "== summary"
printf '%s\n' "${summary[@]}"
((worst == 0)) && echo "gpu_test: clean" || echo "gpu_test: FAILED"
exit "$worst"
