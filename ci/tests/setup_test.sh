#!/usr/bin/env bash
# ci/setup.sh against a machine made of stubs: PATH holds only what is written here.
set -uo pipefail
ci=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
wrong=0

machine() {  # machine UID PACKAGE-STATUS: stubs of tools, of apt and of nvcc
  rm -rf "${scratch:?}/bin"
  mkdir "$scratch/bin"
  : > "$scratch/apt"
  local tool
  for tool in bash dirname sed env nproc; do
    ln -s "$(command -v "$tool")" "$scratch/bin/$tool"
  done
  stub id "echo $1"
  stub sudo "exit 1"
  stub dpkg-query "echo $2"
  stub apt-get "echo \"apt-get \$*\" >> '$scratch/apt'"
  stub nvcc "echo 'Cuda compilation tools, release 13.0, V13.0.88'"
  for tool in g++ cmake ninja ccache python3; do stub "$tool" true; done
}
stub() {
  printf '#!/bin/sh\n%s\n' "$2" > "$scratch/bin/$1"
  chmod +x "$scratch/bin/$1"
}
expect() {  # expect WORDS STATUS [PATTERN]: setup.sh exits STATUS and its output has PATTERN
  local out status=0
  out=$(env -u CUDACXX -u CUDA_HOME -u CUDA_PATH PATH="$scratch/bin" \
    ROPEKV_CUDA_DIRS="$scratch/none" bash "$ci/setup.sh" 2>&1) || status=$?
  if [[ $status != "$2" ]] || ! grep -qE -- "${3:-}" <<< "$out"; then
    echo "WRONG: $1: exit $status, expected $2 and '${3:-}', output: $out"
    wrong=1
  fi
  said=$out
}

machine 1000 installed
expect "nothing to do" 0
[[ -z $said && ! -s $scratch/apt ]] || { echo "WRONG: not quiet: $said"; wrong=1; }

machine 1000 not-installed
rm "$scratch/bin/ninja" "$scratch/bin/python3"
expect "no root" 2 'sudo apt-get update && sudo apt-get install -y .*ninja-build python3 libeigen3'
[[ ! -s $scratch/apt ]] || { echo "WRONG: apt-get ran without root"; wrong=1; }

machine 0 not-installed
expect "root" 0
first=$(sed -n 1p "$scratch/apt") second=$(sed -n 2p "$scratch/apt")
[[ $first == "apt-get update"* && $second == *install*libgmock-dev* ]] ||
  { echo "WRONG: a fresh machine needs update, then install; got: $first / $second"; wrong=1; }

machine 0 not-installed
stub apt-get "exit 100"
expect "apt fails" 2 'could not install'

machine 1000 installed
rm "$scratch/bin/nvcc"
expect "no nvcc" 2 'nvcc is not in PATH, CUDACXX, CUDA_HOME'

machine 1000 installed
stub nvcc "echo 'Cuda compilation tools, release 11.8, V11.8.89'"
expect "old nvcc" 2 'CUDA 11.*12 or later'

exit "$wrong"
