// The unfused pair, as an engine without a fused kernel has it: one launch that rotates q and k,
// then one that scatters k_rope and v into the caches. The first is the production kernel without
// caches, so that the two differ in nothing but the fusion; the second moves 16-byte chunks.
//
// It holds the contract, with one declaration: what it stores in an fp8 cache is the rounded
// k_rope, since that is all that the second launch sees.
#pragma once

#include "kernels/our_description.h"
#include "kernels/registry.h"

namespace ropekv {

constexpr ropekv_description unfused_description() {
  ropekv_description d = our_description("unfused", "RoPE, then a scatter of k_rope and v");
  d.fp8_source = ROPEKV_FP8_SOURCE_ROUNDED_K_ROPE;
  return d;
}
constexpr ropekv_description kUnfusedDescription = unfused_description();

ropekv_status launch_unfused_host(const ropekv_args& args, HostLaunch how, ropekv_error* error);

// Only where ROPEKV_CUDA is on.
ropekv_status launch_unfused_cuda(const ropekv_args& args, void* stream, ropekv_error* error);

}  // namespace ropekv
