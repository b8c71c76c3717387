# ropekv_check_headers(ROOMS ...)
#   A header that leans on its includer fails to compile here, and not at its next user.
#   The source of the same name in the library of the room begins with its header (ci/tests/tidy.sh
#   sees to that, and to the guard of each header) and so compiles it alone. Every other public
#   header has a translation unit of its own, which includes it twice.
#   kernels/contract.h is compiled as C as well: plug-ins may be written in it.
#   A .cuh needs nvcc and is left to the .cu that includes it.
function(ropekv_check_headers)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "ROOMS")
  set(sources "")
  foreach(room IN LISTS arg_ROOMS)
    file(GLOB headers CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}"
         "${PROJECT_SOURCE_DIR}/${room}/*.h")
    get_target_property(room_sources ropekv_${room} SOURCES)
    foreach(header IN LISTS headers)
      cmake_path(GET header STEM LAST_ONLY source)
      if("${source}.cpp" IN_LIST room_sources)
        continue()
      endif()
      string(REPLACE "/" "." stem "${header}")
      set(extensions cpp)
      if(header STREQUAL "kernels/contract.h")
        list(APPEND extensions c)
      endif()
      foreach(extension IN LISTS extensions)
        set(source "${PROJECT_BINARY_DIR}/headers/${stem}.${extension}")
        file(CONFIGURE OUTPUT "${source}" CONTENT "#include \"@header@\"\n#include \"@header@\"\n"
             @ONLY)
        list(APPEND sources "${source}")
      endforeach()
    endforeach()
  endforeach()
  add_library(ropekv_headers_alone OBJECT ${sources})
  target_compile_options(ropekv_headers_alone PRIVATE -O0)
  # What headers of the rooms may include from outside.
  target_link_libraries(ropekv_headers_alone PRIVATE ropekv_flags ropekv_thrust Eigen3::Eigen
    rapidcheck GTest::gtest nlohmann_json::nlohmann_json CLI11::CLI11
    SQLite::SQLite3)
endfunction()
