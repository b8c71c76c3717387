#!/usr/bin/env bash
# Set-up, build, and the exhaustive tier alone: every 16-bit code through V, the fp8 casts and the
# rotation, and the complete tiny corner of cases. On the GPU as well if there is one.
set -euo pipefail
exec "$(dirname "${BASH_SOURCE[0]}")/test.sh" -L '^exhaustive$' "$@"
