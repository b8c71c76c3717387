# cmake --install, and what find_package(ropekv) finds afterwards:
#   ropekv::ropekv    the command, with ropekv_add_kernel_tests() for the kernel of another project
#   ropekv::contract  kernels/contract.h, all that a plug-in needs
#   COMPONENTS libraries: ropekv::kernels, ::reference, ::properties, ::fuzz, with all headers;
#   these ask for the packages that they use themselves
# Everything is found from where it lies: the installed tree may be moved.
include(CMakePackageConfigHelpers)

set(ropekv_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ropekv)

add_library(ropekv_contract INTERFACE)
target_include_directories(ropekv_contract INTERFACE
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>" "$<INSTALL_INTERFACE:${ropekv_include_dir}>")
set_target_properties(ropekv_contract PROPERTIES EXPORT_NAME contract)
install(TARGETS ropekv ropekv_contract EXPORT ropekvTargets)
install(EXPORT ropekvTargets NAMESPACE ropekv:: DESTINATION ${ropekv_cmake_dir})

foreach(room flags static_link fmt thrust kernels reference properties fuzz)
  set_target_properties(ropekv_${room} PROPERTIES EXPORT_NAME ${room})
  install(TARGETS ropekv_${room} EXPORT ropekvLibraries)
endforeach()
install(EXPORT ropekvLibraries NAMESPACE ropekv:: DESTINATION ${ropekv_cmake_dir})
install(DIRECTORY kernels reference properties fuzz DESTINATION ${ropekv_include_dir}
        FILES_MATCHING PATTERN "*.h" PATTERN "*.cuh" PATTERN tests EXCLUDE)

configure_package_config_file(ci/cmake/ropekvConfig.cmake.in ropekvConfig.cmake
  INSTALL_DESTINATION ${ropekv_cmake_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(ropekvConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/ropekvConfig.cmake"
              "${PROJECT_BINARY_DIR}/ropekvConfigVersion.cmake"
              ci/cmake/ropekv_add_kernel_tests.cmake
        DESTINATION ${ropekv_cmake_dir})
install(DIRECTORY fuzz/corpus DESTINATION ${CMAKE_INSTALL_DATADIR}/ropekv)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
