#include "reference/declarations.h"

namespace ropekv {
namespace {

Declarations::Arith arith_of(int32_t arith) {
  switch (arith) {
    case ROPEKV_ARITH_WIDER:
      return Declarations::Arith::kWider;
    case ROPEKV_ARITH_INPUT_DTYPE:
      return Declarations::Arith::kInputDType;
    default:
      return Declarations::Arith::kF32;
  }
}

}  // namespace

Declarations declarations_of(const ropekv_description& d) {
  return {
      .arith = arith_of(d.arith),
      .table_rounded_to_input = d.table == ROPEKV_TABLE_ROUNDED_TO_INPUT,
      .flushes_to_zero = d.ftz != 0,
      .canonical_nans = d.nan_payload == ROPEKV_NAN_PAYLOAD_CANONICAL,
      .fp8_from_rounded_k_rope = d.fp8_source == ROPEKV_FP8_SOURCE_ROUNDED_K_ROPE,
      .fp8_multiplies = d.fp8_scaling == ROPEKV_FP8_MULTIPLY,
      .fp8_saturates = d.fp8_saturates != 0,
      .writes_k_rope = d.writes_k_rope != 0,
      .rotates_padded_k = d.rotates_padded_k != 0,
      .skips_negative_slots = d.skips_negative_slots != 0,
  };
}

}  // namespace ropekv
