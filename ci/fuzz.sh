#!/usr/bin/env bash
# Set-up, build, then a campaign of 60 seconds: ci/fuzz.sh [options of `ropekv fuzz`]
# Give --runs or --max-total-time for another length. The exit status is ropekv's own: 0 clean,
# 1 findings, 2 usage, and so on. Paths in options are relative to where you call from.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# What the build says goes to stderr: stdout is the campaign's, stat lines and all.
{
  "$ROPEKV_ROOT/ci/setup.sh"
  ropekv_build ci --target ropekv
} >&2

length=(--max-total-time 60s)
for option in "$@"; do
  case $option in
    --runs | --runs=* | -runs=* | --max-total-time | --max-total-time=* | -max_total_time=*)
      length=()
      ;;
  esac
done
exec "$ROPEKV_ROOT/build/ci/bin/ropekv" fuzz "${length[@]}" "$@"
