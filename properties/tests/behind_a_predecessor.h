// The case of the tests in which a slow predecessor writes the inputs.
#pragma once

#include "reference/case.h"

namespace ropekv::testing {

inline Case behind_a_predecessor() {
  Case c;
  c.num_tokens = c.num_slots_given = 24;
  c.num_qo_heads = 4;
  c.num_kv_heads = 2;
  c.head_dim = 128;
  c.v_head_dim = 128;
  c.rotary_dim = 128;
  c.dtype = DType::kBF16;
  c.page_size = 16;
  c.num_slots = 64;
  return c;
}

}  // namespace ropekv::testing
