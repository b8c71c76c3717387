#!/usr/bin/env bash
# The mutation tool (ci/source_mutants.py): its own tests, and whether the faults that were written
# by hand still fit the sources. Builds nothing. Skipped (4) without a python3 that has tomllib.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if ! python3 -c 'import tomllib' 2> /dev/null; then
  echo "python3 3.11 or later was not found"
  exit 4
fi
export PYTHONDONTWRITEBYTECODE=1
python3 ci/tests/mutation_test.py
python3 ci/source_mutants.py --check
