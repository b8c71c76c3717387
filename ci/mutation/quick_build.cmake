# Included by cmake for mutants' builds alone (CMAKE_PROJECT_ropekv_INCLUDE).
#
# A survivor is looked at by some forty test binaries. With these rooms as shared libraries a mutant
# is one object and one library, and no binary is linked again. They are found by their place.
set(ropekv_shared_rooms ropekv_kernels ropekv_reference)
set(CMAKE_LINK_DEPENDS_NO_SHARED ON)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
add_link_options("-Wl,-rpath,${CMAKE_BINARY_DIR}/lib" -Wl,--strip-debug)

# A mutant of a header is nearly everything compiled again, and three quarters of that is headers of
# others.
set(ropekv_headers_of_others <algorithm> <functional> <map> <optional> <ranges> <set> <span>
    <string> <unordered_map> <vector>)

# The kernel's templates are compiled for nearly every mutant of the kernel, and run for some
# hundred cases: without optimising is the least work in all. The floor, a yardstick of the
# benchmark, has them once more: only the test that judges it has it, in place of the library's.
set(ropekv_no_floor "${CMAKE_CURRENT_LIST_DIR}/no_floor.cpp")
function(ropekv_build_quickly)
  set_target_properties(${ropekv_shared_rooms} PROPERTIES DEFINE_SYMBOL "")  # same for ccache
  target_precompile_headers(ropekv_reference PRIVATE ${ropekv_headers_of_others} <Eigen/Core>)
  target_precompile_headers(ropekv_properties PRIVATE ${ropekv_headers_of_others})
  target_precompile_headers(ropekv_fuzz PRIVATE ${ropekv_headers_of_others} <fmt/format.h>)
  get_target_property(sources ropekv_kernels SOURCES)
  list(TRANSFORM sources REPLACE "^(.*/)?bench/floor_host\\.cpp$" "${ropekv_no_floor}")
  set_target_properties(ropekv_kernels PROPERTIES SOURCES "${sources}")
  set(floor "${PROJECT_SOURCE_DIR}/kernels/bench/floor_host.cpp")
  target_sources(kernels.bench.yardsticks_test PRIVATE "${floor}")
  set_property(SOURCE "${PROJECT_SOURCE_DIR}/kernels/production/production_host.cpp" "${floor}"
                      "${PROJECT_SOURCE_DIR}/kernels/tests/production_plan_test.cpp"
               TARGET_DIRECTORY ropekv_kernels kernels.production_plan_test
                                kernels.bench.yardsticks_test
               APPEND PROPERTY COMPILE_OPTIONS "-O0;-g0")
endfunction()
cmake_language(DEFER CALL ropekv_build_quickly)
