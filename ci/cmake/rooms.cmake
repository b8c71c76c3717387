# ropekv_library(<name> SOURCES ... [CUDA_SOURCES ...] [LINKS ...])
#   A room's static library. CUDA_SOURCES are compiled only when ROPEKV_CUDA is on. Includes are
#   written from the root of the repository: "kernels/contract.h". LINKS are public, so a room
#   that may use another one links it and nothing else: this is how one-way includes are enforced.
function(ropekv_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;CUDA_SOURCES;LINKS")
  ropekv_no_unknown_arguments(${name})
  add_library(${name} STATIC ${arg_SOURCES})
  if(ROPEKV_CUDA)
    target_sources(${name} PRIVATE ${arg_CUDA_SOURCES})
  endif()
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)  # plug-ins link rooms
  target_link_libraries(${name} PUBLIC ropekv_flags ${arg_LINKS})
endfunction()

# ropekv_executable(<name> SOURCES ... [CUDA_SOURCES ...] [LINKS ...])
#   A command a person runs, in <build>/bin.
function(ropekv_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;CUDA_SOURCES;LINKS")
  ropekv_no_unknown_arguments(${name})
  add_executable(${name} ${arg_SOURCES})
  if(ROPEKV_CUDA)
    target_sources(${name} PRIVATE ${arg_CUDA_SOURCES})
  endif()
  target_link_libraries(${name} PRIVATE ropekv_flags ${arg_LINKS})
endfunction()

# A misspelt keyword would otherwise drop a source or a library without a word.
macro(ropekv_no_unknown_arguments name)
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${name}: unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
endmacro()
