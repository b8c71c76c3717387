#!/usr/bin/env bash
# tidy.sh passes a clean tree and finds each kind of breach, one planted at a time.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tree="$scratch/a tree"
wrong=0

plant() {  # a fresh clean tree
  rm -rf "$tree"
  mkdir -p "$tree"/{kernels,reference,properties,fuzz,ci}
  touch "$tree"/{kernels,reference,properties,fuzz,ci}/README.md
  printf '#pragma once\n#include "kernels/contract.h"\n' > "$tree/reference/case.h"
  printf '#include "reference/case.h"\n#include <string>\n' > "$tree/reference/case.cpp"
  printf '#include "kernels/production.h"\n#include "reference/case.h"\n' > "$tree/fuzz/a.cpp"
}
finds() {  # finds WORDS FILE CONTENT: tidy names FILE and says WORDS
  plant
  mkdir -p "$(dirname "$tree/$2")"
  printf '%b' "$3" > "$tree/$2"
  if out=$(bash "$here/tidy.sh" "$tree"); then
    echo "WRONG: not found: $1"
    wrong=1
  elif ! grep -F "$2" <<< "$out" | grep -qF "$1"; then
    echo "WRONG: $2 should be told '$1', got: $out"
    wrong=1
  fi
}

plant
bash "$here/tidy.sh" "$tree" || { echo "WRONG: a clean tree is not clean"; wrong=1; }

printf -v long '%101s' x
printf -v blanks '%97s' ''
finds "100 columns" kernels/a.cu "${long// /y}\n"
finds "end of the line" ci/a.sh 'true \n'
finds "a tab" properties/a.cpp '\tint a;\n'
finds "400" fuzz/a.h "$(yes '//' | head -401)\n"
finds "Philox" fuzz/a.cpp 'std::uniform_int_dist''ribution<int> d;\n'
finds "own" fuzz/a.cpp 'std::ha''sh<int> h;\n'
finds "issue" fuzz/a.cpp '// FIX''ME\n'
finds "kernels/ includes nothing" kernels/a.cpp '#include "reference/case.h"\n'
finds "contract.h" reference/a.cpp '#include "kernels/production.h"\n'
finds "contract.h" reference/a.cpp '#include "kernels/cache_index.h"\n'
finds "contract.h" reference/a.cpp '  # include <fuzz/a.h>\n'
finds "only kernels/ and reference/" properties/a.cpp '#include "fuzz/a.h"\n'
finds "from the root" fuzz/a.cpp '#include "../kernels/contract.h"\n'
finds "first include" reference/case.cpp '#include <string>\n#include "reference/case.h"\n'
finds "first include" reference/case.cpp 'int a;\n'
finds "pragma once" kernels/a.h 'int a;\n'
finds "pragma once" kernels/a.cuh '// #pragma once\n'
finds "top level" scratch.txt 'x\n'

plant
printf '// %s\n' "${blanks// /ü}" > "$tree/kernels/a.cu"
bash "$here/tidy.sh" "$tree" || { echo "WRONG: 100 umlauts are 100 columns"; wrong=1; }
plant
rm "$tree/kernels/README.md"
bash "$here/tidy.sh" "$tree" > "$scratch/out" && { echo "WRONG: README not missed"; wrong=1; }

exit "$wrong"
