#!/usr/bin/env bash
# Builds everything here and packs what a GPU machine needs to test it: no Debian package, no
# compiler and no repository is needed there, only ctest and the GPU's driver.
#   ci/bundle.sh [OUTDIR]            a relocatable folder, default build/bundle
#   ci/bundle.sh -o FILE.tar.gz      the same, packed
#   ci/bundle.sh -o FILE.tar.xz      an eighth of the size: the binaries share most of their bytes
# There: ./gpu_test.sh
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

archive=
folder=$ROPEKV_ROOT/build/bundle
case ${1:-} in
  -o) archive=$(realpath -m "${2:?"-o needs a file name"}") ;;
  -*) echo "usage: ci/bundle.sh [OUTDIR | -o FILE.tar.gz]" >&2; exit 2 ;;
  ?*) folder=$(realpath -m "$1") ;;
esac
# Replaced as a whole below, so it must be ours.
if [[ -d $folder && ! -e $folder/gpu_test.sh && -n $(ls -A "$folder") ]]; then
  echo "ropekv: OUTDIR $folder is neither empty nor an older bundle" >&2
  exit 2
fi

"$ROPEKV_ROOT/ci/setup.sh"
ropekv_build ci
build=$ROPEKV_ROOT/build/ci

rm -rf "$folder"
mkdir -p "$folder/bin/tests" "$folder/discovered"
# Commands and plug-ins first, then the tests of this configuration and no stale ones.
find "$build/bin" -maxdepth 1 -type f -exec cp -t "$folder/bin" {} +
cp -R "$build/bin/plugins" "$folder/bin/"
while read -r name; do
  cp "$build/bin/tests/$name" "$folder/bin/tests/"
  cp "$build/discovered/$name.cmake" "$folder/discovered/"
done < "$build/discovered/tests.txt"
find "$folder/bin" -type f -exec strip --strip-unneeded {} +

# Tests run in the root of the bundle and find their files where the repository has them.
(
  cd "$ROPEKV_ROOT"
  find kernels reference properties fuzz -type f \
    \( -path 'fuzz/corpus/*' -o -path '*/tests/*' \) \
    ! -name '*.cpp' ! -name '*.cu' ! -name '*.h' ! -name '*.cuh' ! -name CMakeLists.txt \
    -exec cp --parents -t "$folder" {} +
)
cp "$ROPEKV_ROOT"/{LICENSE,README.md} "$ROPEKV_ROOT"/ci/{gpu_test,nightly,collect}.sh "$folder/"
# The seed of a night over there; a tree from an archive has no commit, and nightly.sh asks for one.
git -C "$ROPEKV_ROOT" rev-parse --verify -q HEAD > "$folder/COMMIT" || rm "$folder/COMMIT"
"$ROPEKV_ROOT/ci/bundle_tests.sh" "$folder"

# Anything but the C library, and what lies beside the binary that loads it (ropekv-bench), would be
# missing over there: better to know now.
while IFS= read -r -d '' binary; do
  foreign=$(ldd "$binary" | grep -vF "=> $folder/bin/" |
    grep -vE 'linux-vdso|ld-linux|lib(c|m|dl|rt|pthread)\.so' || true)
  if [[ -n $foreign ]]; then
    echo "ropekv: ${binary#"$folder"/} needs more than libc and libm:" "$foreign" >&2
    exit 1
  fi
done < <(find "$folder/bin" -type f ! -path "$folder/bin/lib*" -print0)

if [[ -n $archive ]]; then
  mkdir -p "$(dirname "$archive")"
  # Written beside and moved: an interrupted run leaves no half archive.
  pack=(gzip)
  # A window that spans several binaries, else nothing that they share is found.
  [[ $archive == *.xz ]] && pack=(xz -T0 --lzma2=preset=2,dict=192MiB)
  tar -C "$(dirname "$folder")" -c "$(basename "$folder")" | "${pack[@]}" > "$archive.part"
  mv "$archive.part" "$archive"
  echo "ropekv: bundle $archive ($(du -h "$archive" | cut -f1)), run ./gpu_test.sh in it"
else
  echo "ropekv: bundle $folder ($(du -sh "$folder" | cut -f1)), run ./gpu_test.sh in it"
fi
