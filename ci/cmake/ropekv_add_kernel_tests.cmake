# ropekv_add_kernel_tests(<target> LANES host|cuda... [PROPERTIES ...] [RUNS n] [SEED s] [SHARDS n]
#                         [SIZE small|default|large] [SET key=value...] [LABELS ...] [TIMEOUT s])
#   Tests of a plug-in (kernels/contract.h), for the ctest of the project that builds it: one for
#   each property, lane and shard, named <target>.<property>.<lane>, labelled `ropekv`, with the
#   property's kind and with the lane. <target> is a MODULE or SHARED library.
#
#     LANES       where the plug-in's kernel runs; without a GPU its cuda tests are skipped
#     PROPERTIES  some of `ropekv list properties`; default all
#     RUNS, SEED  cases 0 .. RUNS-1 of that campaign: the same on every machine; default 500 and 1
#     SHARDS      tests that share the cases of each property; default 1
#     SIZE        budget of a case; default small
#     SET         keys that every case shall have: narrows what the plug-in claims
#   A property that does not apply to any case that the plug-in claims is skipped; those that apply
#   to every case are not: a plug-in that runs nothing fails.
function(ropekv_add_kernel_tests target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "RUNS;SEED;SHARDS;SIZE;TIMEOUT"
                        "LANES;PROPERTIES;SET;LABELS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "ropekv_add_kernel_tests(${target}): unknown: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT TARGET ${target})
    message(FATAL_ERROR "ropekv_add_kernel_tests(${target}): there is no such target")
  endif()
  foreach(default RUNS=500 SEED=1 SHARDS=1 SIZE=small TIMEOUT=300)
    string(REPLACE "=" ";" default "${default}")
    list(GET default 0 name)
    if(NOT DEFINED arg_${name})
      list(GET default 1 arg_${name})
    endif()
  endforeach()
  foreach(lane IN LISTS arg_LANES)
    if(NOT lane MATCHES "^(host|cuda)$")
      message(FATAL_ERROR "ropekv_add_kernel_tests(${target}): LANES is '${lane}': "
                          "it must be host, cuda or both")
    endif()
  endforeach()
  if(NOT arg_LANES)
    message(FATAL_ERROR "ropekv_add_kernel_tests(${target}): LANES is missing: "
                        "it must be host, cuda or both")
  endif()

  _ropekv_properties(kinds)
  set(names ${arg_PROPERTIES})
  if(NOT names)
    foreach(row IN LISTS kinds)
      string(REGEX REPLACE "=.*" "" name "${row}")
      list(APPEND names ${name})
    endforeach()
  endif()
  foreach(property IN LISTS names)
    set(kind "${kinds}")
    list(FILTER kind INCLUDE REGEX "^${property}=")
    if(NOT kind)
      message(FATAL_ERROR "ropekv_add_kernel_tests(${target}): PROPERTIES is '${property}': "
                          "`ropekv list properties` has no such property")
    endif()
    string(REGEX REPLACE ".*=" "" kind "${kind}")
    foreach(lane IN LISTS arg_LANES)
      _ropekv_add_property_tests()
    endforeach()
  endforeach()
endfunction()

# With the variables of its caller: one property on one lane.
macro(_ropekv_add_property_tests)
  set(command ropekv::ropekv fuzz --kernel "$<TARGET_FILE:${target}>" --device ${lane}
              --only ${property} --runs ${arg_RUNS} --seed ${arg_SEED} --size ${arg_SIZE}
              --workers 1)
  foreach(pin IN LISTS arg_SET)
    list(APPEND command --set "${pin}")
  endforeach()
  # What applies to every case has to run.
  set(skip "nothing ran: this proves nothing")
  if(property MATCHES "^(launch_succeeds|guards_are_intact|inputs_are_unchanged)$")
    set(skip "")
  endif()
  set(labels ropekv ${kind} ${lane} ${arg_LABELS})
  math(EXPR last "${arg_SHARDS} - 1")
  foreach(shard RANGE ${last})
    set(test ${target}.${property}.${lane})
    if(arg_SHARDS GREATER 1)
      string(APPEND test .${shard}_of_${arg_SHARDS})
    endif()
    add_test(NAME ${test} COMMAND ${command} --shard ${shard}/${arg_SHARDS})
    set_tests_properties(${test} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${labels}"
                         SKIP_RETURN_CODE 4 SKIP_REGULAR_EXPRESSION "${skip}")
  endforeach()
endmacro()

# name=kind of each property, as the installed command knows them.
function(_ropekv_properties out)
  get_target_property(ropekv ropekv::ropekv LOCATION)
  execute_process(COMMAND "${ropekv}" list properties OUTPUT_VARIABLE text
                  COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[a-z_0-9]+ \\([a-z]+\\)\n" rows "\n${text}")
  string(REGEX REPLACE " \\(([a-z]+)\\)\n" "=\\1" rows "${rows}")
  set(${out} ${rows} PARENT_SCOPE)
endfunction()
