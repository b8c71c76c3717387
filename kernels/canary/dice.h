// Where a canary strikes: a function of the launch's shape, never of its addresses, so that a case
// has the same place in every process, on every lane and in a replay.
#pragma once

#include <cstdint>

#include "kernels/canary/canaries.h"
#include "kernels/host_device.h"

namespace ropekv::canaries {

class Dice {
 public:
  ROPEKV_HOST_DEVICE Dice(Wrong wrong, const ropekv_args& a)
      : state_(static_cast<uint64_t>(wrong)) {
    const int64_t shape[] = {a.num_tokens,   a.num_slots_given, a.num_slots,    a.max_position,
                             a.num_qo_heads, a.num_kv_heads,    a.head_dim,     a.v_head_dim,
                             a.rotary_dim,   a.page_size,       a.style,        a.dtype,
                             a.cache_dtype,  a.table_dtype,     a.reserved_slot};
    for (const int64_t value : shape) roll(static_cast<uint64_t>(value));
  }

  // 0 .. end-1.
  ROPEKV_HOST_DEVICE int64_t below(int64_t end) {
    roll(0);
    return static_cast<int64_t>(state_ % static_cast<uint64_t>(end));
  }
  ROPEKV_HOST_DEVICE unsigned char bit() { return static_cast<unsigned char>(1 << below(8)); }

 private:
  ROPEKV_HOST_DEVICE void roll(uint64_t value) {  // a step of splitmix64
    state_ = (state_ ^ value) + 0x9e3779b97f4a7c15U;
    state_ = (state_ ^ (state_ >> 30)) * 0xbf58476d1ce4e5b9U;
    state_ = (state_ ^ (state_ >> 27)) * 0x94d049bb133111ebU;
    state_ ^= state_ >> 31;
  }

  uint64_t state_;
};

}  // namespace ropekv::canaries
