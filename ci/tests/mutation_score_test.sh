#!/usr/bin/env bash
# ci/mutation_score.sh on a stub of the command: which part of which document it writes, and that
# nothing is written where anything is wrong.
set -uo pipefail
script=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/mutation_score.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/ci" "$scratch/properties" "$scratch/results"
cp "$script" "$scratch/ci/"
wrong=0
expect() {  # expect WHAT WANT GOT
  [[ $2 == "$3" ]] && return
  echo "mutation_score: $1: want '$2', got '$3'"
  wrong=$((wrong + 1))
}

# Writes its option and the lane into each file that it is told to.
cat > "$scratch/ropekv" << 'STUB'
#!/bin/bash
all="$*" lane=${all#*--device } lane=${lane%% *}
while (($#)); do
  case $1 in --markdown*) echo "$1 of $lane" > "$2" ;; esac
  shift
done
exit "${ENDS:-0}"
STUB
chmod +x "$scratch/ropekv"

documents() {
  printf '%s\n' "# Title" "<!-- score, host -->" old "<!-- end of score, host -->" between \
    "<!-- score, cuda -->" "of cuda" "<!-- end of score, cuda -->" > "$scratch/properties/README.md"
  printf '%s\n' "<!-- mutants, host -->" "<!-- end of mutants, host -->" "<!-- seeds, host -->" \
    "<!-- end of seeds, host -->" last > "$scratch/properties/MUTATION.md"
}
run() {
  ROPEKV=$scratch/ropekv bash "$scratch/ci/mutation_score.sh" "$@" > "$scratch/out" 2>&1
}
text() { tr '\n' '|' < "$scratch/properties/$1.md"; }

documents
run host
expect "status" 0 $?
expect "README" "# Title|<!-- score, host -->|--markdown of host|<!-- end of score, host -->|$(
  )between|<!-- score, cuda -->|of cuda|<!-- end of score, cuda -->|" "$(text README)"
expect "MUTATION" "<!-- mutants, host -->|--markdown-full of host|<!-- end of mutants, host -->|$(
  )<!-- seeds, host -->|--markdown of host|<!-- end of seeds, host -->|last|" "$(text MUTATION)"
once=$(text README)$(text MUTATION)
run host
expect "the second run" "$once" "$(text README)$(text MUTATION)"

for name in score mutants seeds; do echo "$name from elsewhere" > "$scratch/results/$name.md"; done
run host "$scratch/results"
expect "status with a folder" 0 $?
expect "seeds of a folder" 1 "$(grep -c 'seeds from elsewhere' "$scratch/properties/MUTATION.md")"

documents
before=$(text README)$(text MUTATION)
ENDS=3 run host
expect "status with a survivor" 3 $?
run gpu
expect "status without a lane" 2 $?
rm "$scratch/results/seeds.md"
run host "$scratch/results"
expect "status with half a folder" 2 $?
expect "documents" "$before" "$(text README)$(text MUTATION)"

run cuda
expect "status without markers" 2 $?
expect "documents without markers" "$before" "$(text README)$(text MUTATION)"
expect "the sentence" 1 "$(grep -c "has not one line '<!-- mutants, cuda -->'" "$scratch/out")"
exit $((wrong > 0))
