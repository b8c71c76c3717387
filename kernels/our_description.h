// What all kernels of this room declare about themselves; each then sets what differs.
#pragma once

#include "kernels/contract.h"

#ifndef ROPEKV_CUDA
#define ROPEKV_CUDA 0
#endif

namespace ropekv {

constexpr ropekv_description our_description(const char* name, const char* summary) {
  ropekv_description d{};
  d.struct_bytes = sizeof(ropekv_description);
  d.contract_version = ROPEKV_CONTRACT_VERSION;
  d.name = name;
  d.summary = summary;

  d.memories = 1U << ROPEKV_MEMORY_HOST;
  if (ROPEKV_CUDA) d.memories |= 1U << ROPEKV_MEMORY_CUDA;
  d.styles = 1U << ROPEKV_STYLE_NEOX | 1U << ROPEKV_STYLE_INTERLEAVED;
  d.dtypes = 1U << ROPEKV_F32 | 1U << ROPEKV_F16 | 1U << ROPEKV_BF16;
  d.table_dtypes = d.dtypes;
  d.cache_dtypes = d.dtypes | 1U << ROPEKV_FP8_E4M3 | 1U << ROPEKV_FP8_E5M2;
  d.position_dtypes = 1U << ROPEKV_INT32 | 1U << ROPEKV_INT64;
  d.slot_dtypes = d.position_dtypes;
  d.max_head_dim = 0;   // any
  d.max_page_size = 0;  // any
  d.min_alignment_bytes = 1;
  d.in_place = 1;
  d.out_of_place = 1;

  d.writes_k_rope = 1;
  d.rotates_padded_k = 1;
  d.skips_negative_slots = 1;
  d.bounds_safe = 1;
  d.arith = ROPEKV_ARITH_F32;
  d.table = ROPEKV_TABLE_F32;
  d.ftz = 0;
  d.nan_payload = ROPEKV_NAN_PAYLOAD_KEPT;
  d.fp8_source = ROPEKV_FP8_SOURCE_F32;
  d.fp8_scaling = ROPEKV_FP8_DIVIDE;
  d.fp8_saturates = 1;
  d.fixed_order = 1;
  return d;
}

}  // namespace ropekv
