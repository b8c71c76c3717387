#!/usr/bin/env bash
# Measures the harness on one lane and writes what came of it into properties/README.md and
# properties/MUTATION.md, between the markers of that lane; the other lane's part stays.
#   ci/mutation_score.sh host|cuda          runs `ropekv mutate` here, some minutes
#   ci/mutation_score.sh host|cuda FOLDER   takes what was measured elsewhere, by these:
#     ropekv mutate --device cuda --matrix --markdown score.md --markdown-full mutants.md
#     ropekv mutate --device cuda --seeds 1..20 --markdown seeds.md
# ROPEKV (build/ci/bin/ropekv) is the command, ROPEKV_MATRIX_CASES (300) the length of a row.
# A survivor ends it with status 3, and the documents stay as they are.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lane=${1:-}
if [[ $lane != host && $lane != cuda ]]; then
  echo "usage: ci/mutation_score.sh host|cuda [FOLDER]" >&2
  exit 2
fi
folder=${2:-}
if [[ -z $folder ]]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  ropekv=${ROPEKV:-$root/build/ci/bin/ropekv}
  "$ropekv" mutate --device "$lane" --matrix --matrix-cases "${ROPEKV_MATRIX_CASES:-300}" \
    --markdown "$folder/score.md" --markdown-full "$folder/mutants.md"
  "$ropekv" mutate --device "$lane" --seeds 1..20 --markdown "$folder/seeds.md"
fi

parts=(score:README mutants:MUTATION seeds:MUTATION)
for part in "${parts[@]}"; do
  name=${part%:*} document=$root/properties/${part#*:}.md
  if [[ ! -s $folder/$name.md ]]; then
    echo "ropekv: FOLDER is '$folder': there is no $name.md" >&2
    exit 2
  fi
  begin="<!-- $name, $lane -->" end="<!-- end of $name, $lane -->"
  if [[ $(grep -cFx -e "$begin" -e "$end" "$document") != 2 ]]; then
    echo "ropekv: $document has not one line '$begin' and one '$end'" >&2
    exit 2
  fi
done
for part in "${parts[@]}"; do
  name=${part%:*} document=$root/properties/${part#*:}.md
  awk -v begin="<!-- $name, $lane -->" -v end="<!-- end of $name, $lane -->" \
    -v file="$folder/$name.md" '
    $0 == end { inside = 0 }
    !inside { print }
    $0 == begin { inside = 1; while ((getline line < file) > 0) print line }
  ' "$document" > "$document.part"
  mv "$document.part" "$document"
done
