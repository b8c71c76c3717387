# ropekv_flags: how every target of ours is compiled. ropekv_static_link: how it is linked.
#
# Bit-for-bit agreement of lanes rests on three lines here: no contraction on the host
# (-ffp-contract=off), none on the device (-fmad=false), and no fast-math anywhere; the kernels
# write their fmaf by hand. -fno-math-errno only lets std::fmaf become one instruction.

set(host_flags -Wall -Wextra -ffp-contract=off -fno-math-errno)
if(ROPEKV_MARCH)
  list(APPEND host_flags -march=${ROPEKV_MARCH})
endif()
if(ROPEKV_WERROR)
  list(APPEND host_flags -Werror)
endif()
set(sanitize_flags -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
if(ROPEKV_SANITIZE)
  list(APPEND host_flags ${sanitize_flags})
endif()

# Who links the installed libraries chooses warnings without us.
set(installed_flags ${host_flags})
list(FILTER installed_flags EXCLUDE REGEX "^-W")

add_library(ropekv_flags INTERFACE)
target_include_directories(ropekv_flags INTERFACE
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>" "$<INSTALL_INTERFACE:${ropekv_include_dir}>")
target_compile_definitions(ropekv_flags INTERFACE ROPEKV_CUDA=$<BOOL:${ROPEKV_CUDA}>)
target_compile_options(ropekv_flags INTERFACE
  "$<BUILD_INTERFACE:$<$<COMPILE_LANGUAGE:C,CXX>:${host_flags}>>"
  "$<INSTALL_INTERFACE:$<$<COMPILE_LANGUAGE:C,CXX>:${installed_flags}>>")

if(ROPEKV_CUDA)
  # One -Xcompiler for all: nvcc hands the list to g++ as it stands.
  list(JOIN host_flags "," xcompiler)
  set(cuda_flags -Xcompiler=${xcompiler} -fmad=false --expt-relaxed-constexpr)
  if(ROPEKV_WERROR)
    list(APPEND cuda_flags -Werror=all-warnings)
  endif()
  list(JOIN installed_flags "," xcompiler)
  set(installed_cuda_flags -Xcompiler=${xcompiler} -fmad=false --expt-relaxed-constexpr)
  target_compile_options(ropekv_flags INTERFACE
    "$<BUILD_INTERFACE:$<$<COMPILE_LANGUAGE:CUDA>:${cuda_flags}>>"
    "$<INSTALL_INTERFACE:$<$<COMPILE_LANGUAGE:CUDA>:${installed_cuda_flags}>>")
endif()

add_library(ropekv_static_link INTERFACE)
if(ROPEKV_SANITIZE)
  # The sanitizers' own libraries are shared and look for a shared libstdc++ to intercept.
  target_link_options(ropekv_static_link INTERFACE ${sanitize_flags})
else()
  # But for an executable that has to load a shared C++ library: two runtimes in one process would
  # get into each other's way.
  set(is_shared "$<BOOL:$<TARGET_PROPERTY:ROPEKV_SHARED_RUNTIME>>")
  target_link_options(ropekv_static_link INTERFACE
    "$<$<NOT:${is_shared}>:-static-libstdc++;-static-libgcc>")
endif()
# Headers of CUDA are everybody's; an unused static cudart adds nothing to a binary.
target_link_libraries(ropekv_flags INTERFACE ropekv_static_link CUDA::cudart_static)
