# Included by cmake for mutants' builds alone (CMAKE_PROJECT_ropekv_INCLUDE): the kernels' templates
# are compiled once for every mutant and run for some hundred cases, so they are not optimised.
cmake_language(DEFER CALL set_property
  SOURCE "${CMAKE_CURRENT_SOURCE_DIR}/kernels/production/production_host.cpp"
         "${CMAKE_CURRENT_SOURCE_DIR}/kernels/bench/floor_host.cpp"
  TARGET_DIRECTORY ropekv_kernels APPEND PROPERTY COMPILE_OPTIONS -O0)
