# Writes a ctest file with one test for each case of a GoogleTest binary. Run with cmake -P:
#   NAME     prefix of the test names, and the name of the binary in bin/tests
#   BINARY   the binary to ask for its cases
#   LABELS   separated by commas      TIMEOUT  seconds for one case
#   FILE     the file to write; who includes it sets ropekv_bin and ropekv_root first
#
# Why not gtest_discover_tests: it writes absolute paths, and marks every case with
# SKIP_REGULAR_EXPRESSION, which wins over the exit status, so that a case that prints
# "[  SKIPPED ]" and then crashes (or leaks, under ASan) shows as skipped. Here only exit status
# 4 of test_main.cpp is a skip.
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND "${BINARY}" --gtest_list_tests
  OUTPUT_VARIABLE listing RESULT_VARIABLE status TIMEOUT 120)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${BINARY} --gtest_list_tests failed: ${status}\n${listing}")
endif()

# What follows a # is the value of a parameter: free text, which CMake would read as a list.
string(REGEX REPLACE "#[^\n]*" "" listing "${listing}")
string(REGEX MATCHALL "[^\n]+" lines "${listing}")
string(REPLACE "," ";" labels "${LABELS}")
set(common "SKIP_RETURN_CODE 4 TIMEOUT ${TIMEOUT} LABELS \"${labels}\"")
string(APPEND common " WORKING_DIRECTORY \"\${ropekv_root}\"")

set(script "")
set(suite "")
foreach(line IN LISTS lines)
  string(STRIP "${line}" word)
  if(line MATCHES "^[^ ]+\\. *$")
    set(suite "${word}")
  elseif(line MATCHES "^  [^ ]" AND suite)
    set(test "${NAME}.${suite}${word}")
    set(properties "${common}")
    if("${suite}${word}" MATCHES "(^|[./])DISABLED_")
      string(APPEND properties " DISABLED TRUE")
    endif()
    string(APPEND script
      "add_test(\"${test}\" \"\${ropekv_bin}/tests/${NAME}\" \"--gtest_filter=${suite}${word}\")\n"
      "set_tests_properties(\"${test}\" PROPERTIES ${properties})\n")
  endif()
endforeach()

if(NOT script)
  message(FATAL_ERROR "${BINARY} lists no test case: an empty test file proves nothing.")
endif()
file(WRITE "${FILE}" "${script}")
