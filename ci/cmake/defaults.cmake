# What holds for every target: language level, build type, output folders, compiler cache.

set(CMAKE_C_STANDARD 11)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CUDA_STANDARD 20)
# CMake 3.25.1 (Debian 12) does not know that nvcc 12 and later have this flag.
if(ROPEKV_CUDA AND NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)
  set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
endif()
foreach(language C CXX CUDA)
  set(CMAKE_${language}_STANDARD_REQUIRED ON)
  set(CMAKE_${language}_EXTENSIONS OFF)
endforeach()

include(GNUInstallDirs)
set(ropekv_include_dir ${CMAKE_INSTALL_INCLUDEDIR}/ropekv)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()
# Without CMake's -DNDEBUG: a harness whose assertions are off does not know what it proved.
# -g1 is enough for the line numbers of sanitizers and memcheck, and keeps the build small.
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CUDA_FLAGS_RELWITHDEBINFO "-O2 -g1 -lineinfo")

# Tests find the command beside themselves (<folder of the test>/../ropekv), in a build folder and
# in an unpacked bundle alike.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Debian puts libfmt and others in the default path; an rpath would only carry this machine's
# folders into the bundle.
set(CMAKE_SKIP_RPATH ON)

find_program(ROPEKV_CCACHE ccache DOC "Compiler cache, used when present")
if(ROPEKV_CCACHE)
  foreach(language C CXX CUDA)
    if(NOT CMAKE_${language}_COMPILER_LAUNCHER)
      set(CMAKE_${language}_COMPILER_LAUNCHER "${ROPEKV_CCACHE}")
    endif()
  endforeach()
endif()
