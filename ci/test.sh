#!/usr/bin/env bash
# Set-up, build, and the whole test suite: on the GPU if there is one, else GPU tests show as
# skipped. Arguments go to ctest: ci/test.sh -L kernels
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

"$ROPEKV_ROOT/ci/setup.sh"
ropekv_build ci
cd "$ROPEKV_ROOT"
ctest --preset ci --parallel "$ROPEKV_JOBS" "$@"
