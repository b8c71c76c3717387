#include "reference/cache_model.h"

namespace ropekv {

std::vector<int64_t> slot_owners(const Case& c, const Inputs& in) {
  if (!c.writes_k() && !c.writes_v()) return {};
  std::vector<int64_t> owners(c.num_slots, kUntouched);
  for (int64_t t = 0; t < c.num_slots_given; ++t) {
    const int64_t slot = in.slot_mapping[t];
    if (slot < 0 || slot >= c.num_slots) continue;
    owners[slot] = in.position_in_table(t) ? t : kUnspecified;
  }
  return owners;
}

}  // namespace ropekv
