# Third-party code, in the form that leaves a binary with nothing but libc and libm to load.
#
#   Eigen3::Eigen  rapidcheck  rapidcheck_gtest  GTest::gtest  GTest::gmock  fmt::fmt-header-only
#   nlohmann_json::nlohmann_json  CLI11::CLI11  SQLite::SQLite3 (static)  CUDA::cudart_static
#   ropekv_thrust   CCCL's Thrust: the sequential backend under g++, nvcc's own choice in a .cu

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(rapidcheck REQUIRED CONFIG)
find_package(GTest REQUIRED CONFIG)
find_package(fmt REQUIRED CONFIG)  # its headers: see fmt.cmake
find_package(nlohmann_json REQUIRED CONFIG)
find_package(CLI11 REQUIRED CONFIG)
find_package(benchmark REQUIRED CONFIG)  # shared; for ropekv-bench alone, which carries it

# FindSQLite3 would take the shared library, which the GPU machine of a bundle does not have.
find_library(SQLite3_LIBRARY NAMES libsqlite3.a sqlite3)
find_package(SQLite3 REQUIRED)
set_property(TARGET SQLite::SQLite3 APPEND PROPERTY
             INTERFACE_LINK_LIBRARIES Threads::Threads ${CMAKE_DL_LIBS} m)

# Needed with ROPEKV_CUDA=OFF as well: cuda_fp16.h, cuda_bf16.h and Thrust compile under g++.
find_package(CUDAToolkit REQUIRED)

# CUDA 13 moved Thrust into include/cccl, which only nvcc looks into by itself.
find_path(ROPEKV_CCCL_INCLUDE_DIR thrust/version.h
  HINTS ${CUDAToolkit_INCLUDE_DIRS}
  PATH_SUFFIXES cccl
  REQUIRED)
add_library(ropekv_thrust INTERFACE)
target_link_libraries(ropekv_thrust INTERFACE CUDA::cudart_static)
# Only for g++: a .cu picks its backend by execution policy and must keep Thrust's defaults.
target_compile_options(ropekv_thrust INTERFACE
  "$<BUILD_INTERFACE:$<$<COMPILE_LANGUAGE:CXX>:SHELL:-isystem \"${ROPEKV_CCCL_INCLUDE_DIR}\">>")
target_compile_definitions(ropekv_thrust INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:THRUST_HOST_SYSTEM=THRUST_HOST_SYSTEM_CPP>
  $<$<COMPILE_LANGUAGE:CXX>:THRUST_DEVICE_SYSTEM=THRUST_DEVICE_SYSTEM_CPP>)
