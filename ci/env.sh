# shellcheck shell=bash
# Sourced by the scripts beside it: where the repository is, where nvcc is, how wide to build.
#   ROPEKV_ROOT       the root of the repository
#   ROPEKV_JOBS       parallel jobs, default one per core
#   ROPEKV_CUDA_DIRS  folders to look for nvcc in when PATH, CUDACXX and CUDA_HOME do not say
#   ropekv_build PRESET [options of cmake --build]

ROPEKV_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ROPEKV_JOBS=${ROPEKV_JOBS:-$(nproc)}

# Puts the folder of nvcc into PATH; leaves PATH alone when there is none, setup.sh then says so.
ropekv_find_nvcc() {
  local -a dirs
  local dir
  if [[ -n ${CUDACXX:-} && -x $(command -v "$CUDACXX") ]]; then
    dir=$(dirname "$(command -v "$CUDACXX")")
    PATH=$dir:$PATH
  fi
  command -v nvcc > /dev/null && return 0
  # A glob, so unquoted; the newest versioned toolkit is the last one.
  # shellcheck disable=SC2206
  dirs=(${CUDA_HOME:+"$CUDA_HOME/bin"} ${CUDA_PATH:+"$CUDA_PATH/bin"}
        ${ROPEKV_CUDA_DIRS:-/usr/local/cuda/bin /usr/local/cuda-*/bin})
  for dir in "${dirs[@]}"; do
    if [[ -x $dir/nvcc ]]; then
      PATH=$dir:$PATH
      return 0
    fi
  done
}
ropekv_find_nvcc
export PATH

# In a subshell: the presets are read from the current folder, and the caller keeps its own.
ropekv_build() (
  cd "$ROPEKV_ROOT" || exit
  preset=$1
  shift
  cmake --preset "$preset"
  cmake --build --preset "$preset" --parallel "$ROPEKV_JOBS" "$@"
)
