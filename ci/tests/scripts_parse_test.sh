#!/usr/bin/env bash
# Every script parses, can be run, and says what interpreter it wants.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
wrong=0
for script in .ci/run ci/*.sh ci/cluster/*.sbatch ci/tests/*.sh; do
  bash -n "$script" || wrong=1
  [[ $script == ci/env.sh ]] && continue  # sourced, never run
  [[ $(head -1 "$script") == '#!/usr/bin/env bash' ]] || { echo "$script: no shebang"; wrong=1; }
  [[ $script == ci/tests/* || $script == *.sbatch || -x $script ]] ||
    { echo "$script: not executable"; wrong=1; }
done
for script in ci/*.py; do
  [[ -x $script && $(head -1 "$script") == '#!/usr/bin/env python3' ]] ||
    { echo "$script: not executable, or no shebang"; wrong=1; }
done
exit "$wrong"
