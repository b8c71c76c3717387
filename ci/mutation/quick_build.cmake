# Included by cmake for mutants' builds alone (CMAKE_PROJECT_ropekv_INCLUDE). The kernel's templates
# are compiled for nearly every mutant of the kernel, and run for some hundred cases: without
# optimising is the least work in all. The floor, a yardstick of the benchmark, has them once more,
# and is left out.
set(ropekv_no_floor "${CMAKE_CURRENT_LIST_DIR}/no_floor.cpp")
function(ropekv_build_quickly)
  get_target_property(sources ropekv_kernels SOURCES)
  list(TRANSFORM sources REPLACE "^(.*/)?bench/floor_host\\.cpp$" "${ropekv_no_floor}")
  set_target_properties(ropekv_kernels PROPERTIES SOURCES "${sources}")
  set_property(SOURCE "${PROJECT_SOURCE_DIR}/kernels/production/production_host.cpp"
               TARGET_DIRECTORY ropekv_kernels APPEND PROPERTY COMPILE_OPTIONS "-O0;-g0")
endfunction()
cmake_language(DEFER CALL ropekv_build_quickly)
