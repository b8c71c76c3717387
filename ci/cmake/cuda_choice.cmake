# Decides, before project(), whether the CUDA lane is built and for which chips.
#
# A machine without nvcc still builds and tests the host lane; it says so in one sentence instead
# of failing. The CUDA *headers* are needed either way (packages.cmake).

find_program(ROPEKV_NVCC nvcc
  HINTS "$ENV{CUDACXX}" ENV CUDA_HOME ENV CUDA_PATH /usr/local/cuda
  PATH_SUFFIXES bin
  DOC "The CUDA compiler")

if(ROPEKV_NVCC OR CMAKE_CUDA_COMPILER)
  set(cuda_default ON)
else()
  set(cuda_default OFF)
endif()
option(ROPEKV_CUDA "Build the CUDA lane" ${cuda_default})

if(ROPEKV_CUDA)
  if(NOT CMAKE_CUDA_COMPILER AND NOT DEFINED ENV{CUDACXX} AND ROPEKV_NVCC)
    set(CMAKE_CUDA_COMPILER "${ROPEKV_NVCC}" CACHE FILEPATH "The CUDA compiler")
  endif()
  # 90 is H100 and H200; its PTX also runs on later chips. The environment variable CUDAARCHS is
  # CMake's own and wins when it is set.
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES AND NOT DEFINED ENV{CUDAARCHS})
    set(CMAKE_CUDA_ARCHITECTURES 90 CACHE STRING "Chips the CUDA lane is built for")
  endif()
elseif(NOT cuda_default)
  message(STATUS "ropekv: nvcc was not found, so only the host lane is built (ROPEKV_CUDA=OFF).")
else()
  message(STATUS "ropekv: ROPEKV_CUDA=OFF, so only the host lane is built.")
endif()
