# Included by cmake for mutants' builds alone (CMAKE_PROJECT_ropekv_INCLUDE). The kernels' templates
# are compiled for nearly every mutant of the kernel, and run for some hundred cases; those of the
# floor, a yardstick of the benchmark, are compiled with them and not run at all.
function(ropekv_optimise_less source level)
  set_property(SOURCE "${PROJECT_SOURCE_DIR}/${source}" TARGET_DIRECTORY ropekv_kernels
               APPEND PROPERTY COMPILE_OPTIONS ${level})
endfunction()
cmake_language(DEFER CALL ropekv_optimise_less kernels/production/production_host.cpp -O1)
cmake_language(DEFER CALL ropekv_optimise_less kernels/bench/floor_host.cpp -O0)
