#include "properties/checks/compute_alike.h"

namespace ropekv::checks {

bool compute_alike(const ropekv_description& a, const ropekv_description& b) {
  return a.fixed_order != 0 && b.fixed_order != 0 && a.arith == b.arith && a.table == b.table &&
         a.ftz == b.ftz && a.nan_payload == b.nan_payload && a.fp8_source == b.fp8_source &&
         a.fp8_scaling == b.fp8_scaling && a.fp8_saturates == b.fp8_saturates &&
         a.writes_k_rope == b.writes_k_rope && a.rotates_padded_k == b.rotates_padded_k &&
         a.skips_negative_slots == b.skips_negative_slots;
}

}  // namespace ropekv::checks
