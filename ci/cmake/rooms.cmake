# ropekv_library(<name> SOURCES ... [CUDA_SOURCES ...] [LINKS ...])
#   A room's static library; a shared one if ropekv_shared_rooms names it, as mutants' builds do
#   (ci/mutation/quick_build.cmake). CUDA_SOURCES are compiled only when ROPEKV_CUDA is on.
#   Includes are written from the root of the repository: "kernels/contract.h". LINKS are public,
#   so a room that may use another one links it and nothing else: this is how one-way includes are
#   enforced.
function(ropekv_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;CUDA_SOURCES;LINKS")
  ropekv_no_unknown_arguments(${name})
  set(kind STATIC)
  if(name IN_LIST ropekv_shared_rooms)
    set(kind SHARED)
  endif()
  add_library(${name} ${kind} ${arg_SOURCES})
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

# ropekv_plugin(<name> [SOURCES ...] [CUDA_SOURCES ...])
#   A kernel as people bring it, <build>/bin/plugins/lib<name>.so: of ours it has only the contract.
#   Targets that are to find it depend on ropekv_plugins.
add_custom_target(ropekv_plugins)
function(ropekv_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;CUDA_SOURCES")
  ropekv_no_unknown_arguments(${name})
  set(target ropekv_plugin_${name})
  add_library(${target} MODULE ${arg_SOURCES})
  if(ROPEKV_CUDA)
    target_sources(${target} PRIVATE ${arg_CUDA_SOURCES})
  endif()
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/plugins")
  target_link_libraries(${target} PRIVATE ropekv_flags ropekv_static_link CUDA::toolkit)
  add_dependencies(ropekv_plugins ${target})
endfunction()

# A misspelt keyword would otherwise drop a source or a library without a word.
macro(ropekv_no_unknown_arguments name)
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${name}: unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
endmacro()
