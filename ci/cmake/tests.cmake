# ropekv_add_test(<source> [LINKS ...] [LABELS ...] [TIMEOUT seconds])
#   One GoogleTest executable per file, named from its path without the tests folder:
#   kernels/tests/support_test.cpp is kernels.support_test. Every case in it becomes a ctest test
#   of its own, kernels.support_test.<Suite>.<Case>, so that a skipped case shows as skipped and
#   can never hide a failing one (discover.cmake). It runs in the root of the repository, and
#   finds the command at ../ropekv from its own file; both hold in an unpacked bundle too.

add_library(ropekv_test_main OBJECT "${PROJECT_SOURCE_DIR}/ci/tests/test_main.cpp")
target_link_libraries(ropekv_test_main PUBLIC ropekv_flags GTest::gtest GTest::gmock)
# What is tested was optimised in its own library; -O2 for a test as well costs a fifth of the time
# of its compilation. A precompiled GoogleTest would save two seconds more, but behind one g++ 12
# takes std::string(a constant view) + "..." for an overflow.
target_compile_options(ropekv_test_main PUBLIC $<$<CONFIG:RelWithDebInfo>:-O1>)

# discovered/: a ctest file per test binary, free of absolute paths, so that ci/bundle.sh takes
# them as they are; places.cmake says where things lie in this build; tests.txt lists the binaries
# of this configuration, since bin/tests may still hold some that were renamed.
set(ropekv_discovered "${PROJECT_BINARY_DIR}/discovered")
file(WRITE "${ropekv_discovered}/tests.txt" "")
file(WRITE "${ropekv_discovered}/places.cmake"
  "set(ropekv_bin [==[${CMAKE_RUNTIME_OUTPUT_DIRECTORY}]==])\n"
  "set(ropekv_root [==[${PROJECT_SOURCE_DIR}]==])\n")

function(ropekv_add_test source)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "LINKS;LABELS")
  cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
  cmake_path(RELATIVE_PATH source BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" OUTPUT_VARIABLE path)
  string(REGEX REPLACE "\\.[a-z]+$" "" name "${path}")
  string(REPLACE "/tests/" "/" name "${name}")
  string(REPLACE "/" "." name "${name}")
  string(REGEX MATCH "^[^.]+" room "${name}")
  ropekv_no_unknown_arguments(${name})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()

  ropekv_test_executable(${name} "${source}" "${ropekv_discovered}/${name}.cmake"
                         LINKS ${arg_LINKS} LABELS ${room} ${arg_LABELS} TIMEOUT ${arg_TIMEOUT})
  # Until it is built, one test stands for all its cases and is red, as ctest cannot start it.
  if(NOT EXISTS "${ropekv_discovered}/${name}.cmake")
    file(WRITE "${ropekv_discovered}/${name}.cmake"
         "add_test(\"${name}.NOT_BUILT\" \"\${ropekv_bin}/tests/${name}\")\n")
  endif()
  file(APPEND "${ropekv_discovered}/tests.txt" "${name}\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES
               "${ropekv_discovered}/places.cmake" "${ropekv_discovered}/${name}.cmake")
endfunction()

# The executable alone: after each link it lists its cases, and FILE becomes their ctest file.
# Apart, so that ci/tests can register a binary that must fail with a ctest of its own.
function(ropekv_test_executable name source file)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "TIMEOUT" "LINKS;LABELS")
  add_executable(${name} "${source}")
  # The main is an object, not an archive: a test with a main of its own would lose the exit
  # codes that tell skipped from passed, so it must fail to link.
  target_link_libraries(${name} PRIVATE ropekv_test_main ${arg_LINKS})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/tests"
    LINK_DEPENDS "${PROJECT_SOURCE_DIR}/ci/cmake/discover.cmake")
  list(JOIN arg_LABELS "," labels)
  add_custom_command(TARGET ${name} POST_BUILD
    COMMAND "${CMAKE_COMMAND}" -D "NAME=${name}" -D "BINARY=$<TARGET_FILE:${name}>"
            -D "LABELS=${labels}" -D "TIMEOUT=${arg_TIMEOUT}" -D "FILE=${file}"
            -P "${PROJECT_SOURCE_DIR}/ci/cmake/discover.cmake"
    BYPRODUCTS "${file}"
    VERBATIM)
endfunction()
