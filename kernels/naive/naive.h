// The naive kernel: an unfused rotation and then a scatter, the opinion that production is held to.
#pragma once

#include "kernels/our_description.h"
#include "kernels/registry.h"

namespace ropekv {

constexpr ropekv_description kNaiveDescription =
    our_description("naive", "RoPE and the cache write as separate plain launches");

ropekv_status launch_naive_host(const ropekv_args& args, HostLaunch how, ropekv_error* error);

// Only where ROPEKV_CUDA is on.
ropekv_status launch_naive_cuda(const ropekv_args& args, void* stream, ropekv_error* error);

}  // namespace ropekv
