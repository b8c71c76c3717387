// How many elements a thread of the production kernel can move in one access.
#pragma once

#include <cstdint>

#include "kernels/contract.h"

namespace ropekv::production {

// Elements in 16 bytes of q, k and v.
uint32_t full_chunk(const ropekv_args& args);

// full_chunk, 2 or 1: the widest at which every address of every tensor is aligned.
uint32_t widest_chunk(const ropekv_args& args);

}  // namespace ropekv::production
