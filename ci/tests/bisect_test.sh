#!/usr/bin/env bash
# ci/bisect.sh finds the commit that broke a case, skips one that does not build, and stops where it
# must. With stubs of cmake and ropekv: in this history a file says what each commit does.
set -uo pipefail
ci=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
command -v git > /dev/null || { echo "git is not there: nothing to bisect"; exit 0; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
cp "$ci/bisect.sh" "$scratch/"
# Builds a ropekv that exits with what the file `replay` of this commit says.
cat > "$scratch/bin/cmake" << 'STUB'
#!/bin/bash
[[ $(< replay) != broken ]] || { echo "error: broken"; exit 1; }
mkdir -p build/bisect/bin
printf '#!/bin/sh\necho "$*" > "%s"\nexit %s\n' "$SAID" "$(< replay)" > build/bisect/bin/ropekv
chmod +x build/bisect/bin/ropekv
STUB
chmod +x "$scratch/bin/cmake"
export PATH=$scratch/bin:$PATH SAID=$scratch/said GIT_CONFIG_GLOBAL=/dev/null
wrong=0

git init -q "$scratch/tree" && cd "$scratch/tree" || exit 2
git config user.email nobody@example.org
git config user.name nobody
echo /build > .gitignore
step=0
for replay in 0 0 2 0 broken 70 1 broken 1; do
  step=$((step + 1))
  echo "$replay" > replay
  echo "$step" > step
  git add . && git commit -qm "step $step"
done
git bisect start HEAD HEAD~8 > "$scratch/out" 2>&1
git bisect run "$scratch/bisect.sh" 'rkv1:num_tokens=3' >> "$scratch/out" 2>&1
# Step 5 cannot be told from 6, for it does not build: git names both.
grep -q 'only skipped commits left\|cannot bisect more' "$scratch/out" ||
  { echo "WRONG: the skipped commit was not skipped:"; cat "$scratch/out"; wrong=1; }
found=$(git bisect log | sed -n 's/^# possible first bad commit: .* \(step .*\)/\1/p' | sort)
[[ $found == $'step 5\nstep 6' ]] || { echo "WRONG: found '$found'"; cat "$scratch/out"; wrong=1; }
grep -qx 'replay rkv1:num_tokens=3 --device host' "$SAID" || { cat "$SAID"; wrong=1; }
git bisect reset > "$scratch/reset" 2>&1

expect() {  # expect REPLAY STATUS: of bisect.sh where replay ends so
  echo "$1" > replay
  status=0
  "$scratch/bisect.sh" case > "$scratch/out" 2>&1 || status=$?
  [[ $status == "$2" ]] || { echo "WRONG: replay $1: exit $status, expected $2"; wrong=1; }
}
expect 0 0
expect 1 1
expect 70 1
expect 2 125
expect 3 125
expect broken 125
expect 72 128
"$scratch/bisect.sh" > "$scratch/out" 2>&1
(($? == 128)) || { echo "WRONG: without a case it must stop"; wrong=1; }
exit "$wrong"
