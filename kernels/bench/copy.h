// The copy yardstick: q, k and v are read and q_rope, k_rope and the caches written as if each were
// one line of bytes, 16 at a time. No index, no table, no arithmetic.
//
// It runs over tensors without gaps only: a gap's bytes would be moved as well. Rows of a cache are
// the first ones of the pool, as many as there are slots given.
#pragma once

#include "kernels/our_description.h"
#include "kernels/registry.h"

namespace ropekv {

constexpr ropekv_description kCopyOneDescription =
    our_description("copy_one", "the same bytes in a line, one 16-byte vector a thread");
constexpr ropekv_description kCopyFourDescription =
    our_description("copy_four", "the same bytes in a line, four 16-byte vectors a thread");

ropekv_status launch_copy_one_host(const ropekv_args& args, HostLaunch how, ropekv_error* error);
ropekv_status launch_copy_four_host(const ropekv_args& args, HostLaunch how, ropekv_error* error);

// Only where ROPEKV_CUDA is on.
ropekv_status launch_copy_one_cuda(const ropekv_args& args, void* stream, ropekv_error* error);
ropekv_status launch_copy_four_cuda(const ropekv_args& args, void* stream, ropekv_error* error);

}  // namespace ropekv
