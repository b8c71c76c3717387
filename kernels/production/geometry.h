// How a launch is cut into chunks, threads and blocks. Computed once on the host, for both lanes.
//
// A token's work is one list: q heads x chunks, then k heads x chunks, then v heads x chunks. A
// chunk is `vec` elements; a chunk of the rotary part stands for its partner chunk as well.
#pragma once

#include <cstdint>

#include "kernels/contract.h"

namespace ropekv::production {

constexpr uint32_t kMaxThreadsPerBlock = 256;

struct Geometry {
  uint32_t vec;  // elements in a chunk
  // Chunks of one head's row: those that rotate come first, then the tail.
  uint32_t rotary_chunks, q_chunks, k_chunks, v_chunks;
  // Where q, k and v end in a token's list of work; v_end is its length.
  uint32_t q_end, k_end, v_end;
  // Either several tokens to a block, or several blocks to a token: one of the two is 1.
  uint32_t tokens_per_block, blocks_per_token;
  uint32_t threads_per_block, num_blocks;
};

// For args that check_support accepted. Rejects what no grid can hold.
ropekv_status plan_geometry(const ropekv_args& args, Geometry* geometry, ropekv_error* error);

}  // namespace ropekv::production
