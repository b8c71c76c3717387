#!/usr/bin/env bash
# ci/bundle_tests.sh FOLDER
# Writes FOLDER/CTestTestfile.cmake for an assembled bundle, with no absolute path in it:
#   one test per GoogleTest case, from the files that the build discovered,
#   one per corpus file and lane, named as in the repository: corpus.<stem>.host and .cuda,
#   one per lane for the mutation score.
# No test carries a SKIP_REGULAR_EXPRESSION: exit status 4 alone is a skip.
set -euo pipefail

folder=${1:?"usage: ci/bundle_tests.sh FOLDER"}
cd "$folder"
{
  # ctest reads this file in its own folder, but knows no path to it: an include() could not find
  # its file, so everything is written into this one, relative.
  echo "# Relocatable: ctest --test-dir FOLDER, wherever the folder is."
  # Tests run in the folder of this file, which is the root, by default; said in so many words as
  # ".", ctest 4 no longer finds the commands.
  echo 'set(ropekv_bin "bin")'
  for file in discovered/*.cmake; do
    [[ -e $file ]] && sed 's/ WORKING_DIRECTORY "[^"]*"//' "$file"
  done
  for file in fuzz/corpus/*.case; do
    [[ -e $file ]] || continue
    stem=$(basename "$file" .case)
    for lane in host cuda; do
      name=corpus.$stem.$lane
      echo "add_test([==[$name]==] \"\${ropekv_bin}/ropekv\" replay [==[$file]==] --device $lane)"
      echo "set_tests_properties([==[$name]==] PROPERTIES SKIP_RETURN_CODE 4 TIMEOUT 300" \
        "LABELS \"fuzz;corpus\")"
    done
  done
  for lane in host cuda; do
    name=fuzz.mutation_score.$lane
    echo "add_test([==[$name]==] \"\${ropekv_bin}/ropekv\" mutate --device $lane" \
      "--max-total-time 540s)"
    echo "set_tests_properties([==[$name]==] PROPERTIES SKIP_RETURN_CODE 4 TIMEOUT 600" \
      "PROCESSORS 2 LABELS fuzz)"
  done
} > CTestTestfile.cmake
