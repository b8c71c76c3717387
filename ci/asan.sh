#!/usr/bin/env bash
# The host lane and its tests under AddressSanitizer and UndefinedBehaviorSanitizer. Arguments go
# to ctest.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

"$ROPEKV_ROOT/ci/setup.sh"
ropekv_build asan
# A CUDA driver, where there is one, maps into the gap that ASan protects by default.
export ASAN_OPTIONS="protect_shadow_gap=0:${ASAN_OPTIONS:-}"
export UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"
cd "$ROPEKV_ROOT"
ctest --preset asan --parallel "$ROPEKV_JOBS" "$@"
