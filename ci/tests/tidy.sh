#!/usr/bin/env bash
# tidy.sh [ROOT]: rules that a reader would otherwise have to enforce. Prints every breach with
# what to do instead, and exits 1 if there is one. Looks at tracked files, at all files where
# there is no git.
set -uo pipefail
root=${1:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
cd "$root" || exit 2
export LC_ALL=C.UTF-8  # columns are characters, not bytes

breaches=0
breach() {
  echo "tidy: $*"
  breaches=$((breaches + 1))
}

files=()
if [[ -e .git ]]; then
  mapfile -t files < <(git -c safe.directory='*' -c core.quotePath=off ls-files 2> /dev/null)
fi
if ((${#files[@]} == 0)); then
  mapfile -t files < <(find . -path ./build -prune -o -path ./.git -prune -o -path ./artifacts \
    -prune -o -type f ! -name '*.db' -print | sed 's|^\./||')
fi

code=() sources=()
for file in "${files[@]}"; do
  [[ -f $file ]] || continue  # deleted here, not yet committed
  case $file in
    *.h | *.c | *.cpp | *.cu | *.cuh | *.sh | *.py | *.cmake | *CMakeLists.txt | .ci/run)
      code+=("$file") sources+=("$file") ;;
    *.json | *.yaml | *.yml | *.toml) code+=("$file") ;;
  esac
done

# each FILES-ARRAY PATTERN ADVICE: a breach for every line that matches the extended regex.
each() {
  local -n among=$1
  local line
  ((${#among[@]})) || return 0
  while IFS= read -r line; do
    breach "${line%%:*}:$(cut -d: -f2 <<< "$line"): $3"
  done < <(grep -HnE -- "$2" "${among[@]}")
}

each code '^.{101,}' "longer than 100 columns"
each code '[[:space:]]+$' "space at the end of the line"
each code $'\t' "a tab; indent with spaces"
for file in "${sources[@]}"; do
  lines=$(wc -l < "$file")
  ((lines <= 400)) || breach "$file: $lines lines, more than 400; one idea per file"
done

# The words are split so that this file does not break its own rule.
each code 'std::[a-z_]*''_distribution' \
  "std:: distributions differ between libraries; draw from Philox or rc::gen"
each code 'std::''hash' "std:: hashes differ between libraries; use the project's own"
each code '(FIX''ME|XX''X)' "open an issue, or fix it now"

# One way: a room includes only what stands before it in design order.
room_files() {  # room_files ROOM: its sources, into the array `room`
  local file
  room=()
  for file in "${sources[@]}"; do [[ $file == "$1"/* ]] && room+=("$file"); done
}
include='^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]'
room_files kernels
each room "$include(reference|properties|fuzz)/" "kernels/ includes nothing of other rooms"
room_files reference
each room "$include(properties|fuzz)/" "reference/ includes only kernels/contract.h"
each room "${include}kernels/([^c]|c[^o]|co[^n]|con[^t]|contract[^.])" \
  "reference/ includes only kernels/contract.h of kernels/"
room_files properties
each room "${include}fuzz/" "properties/ includes only kernels/ and reference/"
each sources "${include}\.\./" "include from the root of the repository"

# What comes first stands alone: so a source compiles its header for itself (header_check.cmake).
headers=() paired=()
for file in "${sources[@]}"; do
  [[ $file == *.h || $file == *.cuh ]] && headers+=("$file")
  [[ $file == *.cpp && -f ${file%.cpp}.h ]] && paired+=("$file")
done
declare -A first
while IFS=: read -r file line; do
  first[$file]=$line
done < <(grep -HEm1 -- "$include" "${paired[@]}" /dev/null)
for file in "${paired[@]}"; do
  own="#include \"${file%.cpp}.h\""
  [[ ${first[$file]:-} == "$own" ]] || breach "$file: its first include must be $own"
done
while IFS= read -r file; do
  breach "$file: no #pragma once (in C an #ifndef ..._H)"
done < <(grep -LE -- '^#(pragma once$|ifndef [A-Z0-9_]+_H_?$)' "${headers[@]}" /dev/null |
           grep -vx /dev/null)

for room in kernels reference properties fuzz ci; do
  [[ -f $room/README.md ]] || breach "$room/README.md is missing: each room says what it holds"
done
for file in "${files[@]}"; do
  top=${file%%/*}
  case $top in
    .* | CMakeLists.txt | CMakePresets.json | README.md | LICENSE) ;;
    kernels | reference | properties | fuzz | ci) ;;
    *) breach "$top does not belong to the top level; see design: rooms and build files only" ;;
  esac
done

((breaches == 0)) || { echo "tidy: $breaches breaches"; exit 1; }
