#!/usr/bin/env bash
# Makes a fresh Debian machine able to build ropekv. Quiet, quick and offline when nothing is
# missing. Without root or a password-free sudo it changes nothing, prints the command to run and
# exits 2. CUDA is found, never installed: which version fits the driver is the owner's choice.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

missing=()
# Tools by command, so that one from elsewhere (a newer cmake, say) does as well.
for pair in g++:g++ cmake:cmake ninja:ninja-build ccache:ccache python3:python3; do
  command -v "${pair%%:*}" > /dev/null || missing+=("${pair#*:}")
done
libraries=(libeigen3-dev librapidcheck-dev libcli11-dev libfmt-dev nlohmann-json3-dev
           libsqlite3-dev libgtest-dev libgmock-dev libbenchmark-dev)
if command -v dpkg-query > /dev/null; then
  for package in "${libraries[@]}"; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null || true)
    [[ $status == installed ]] || missing+=("$package")
  done
else
  echo "ropekv: this is no Debian; cmake will look for the libraries of: ${libraries[*]}" >&2
fi

if ((${#missing[@]})); then
  as_root=()
  if [[ $(id -u) != 0 ]]; then
    as_root=(sudo -n)
    if ! sudo -n true 2> /dev/null; then
      echo "ropekv: packages are missing and this user may not install them; run:" >&2
      echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends" \
        "${missing[*]}" >&2
      exit 2
    fi
  fi
  echo "ropekv: installing ${missing[*]}" >&2
  # A fresh machine has never run update and knows no package at all.
  if ! { "${as_root[@]}" apt-get update -q &&
         "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
           apt-get install -y -q --no-install-recommends "${missing[@]}"; } < /dev/null >&2; then
    echo "ropekv: apt-get could not install: ${missing[*]}" >&2
    exit 2
  fi
fi

if ! nvcc=$(command -v nvcc); then
  echo "ropekv: nvcc is not in PATH, CUDACXX, CUDA_HOME or ${ROPEKV_CUDA_DIRS:-/usr/local/cuda*};" \
    "install the CUDA toolkit 12 or later, or set CUDACXX=/path/to/nvcc." >&2
  exit 2
fi
release=$(nvcc --version | sed -n 's/.*release \([0-9]*\).*/\1/p')
if ((${release:-0} < 12)); then
  echo "ropekv: $nvcc is of CUDA ${release:-unknown}; C++20 needs the CUDA toolkit 12 or later." >&2
  exit 2
fi
