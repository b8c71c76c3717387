// Files of kernels/ as text, put into the executable by CMake: so a new plug-in needs no checkout.
#pragma once

#include <string_view>

namespace ropekv {

extern const std::string_view kContract;     // kernels/contract.h
extern const std::string_view kMinimalHost;  // kernels/plugin/minimal_host.c
extern const std::string_view kMinimalCuda;  // kernels/plugin/minimal_cuda.cu

}  // namespace ropekv
