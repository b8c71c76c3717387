#include "reference/cache_model.h"

#include <algorithm>
#include <compare>
#include <span>

namespace ropekv {
namespace {

struct NamedSlot {
  int64_t slot, token;
  auto operator<=>(const NamedSlot&) const = default;
};

// By slot, then by token.
std::vector<NamedSlot> slots_by_name(const Case& c, const Inputs& in) {
  std::vector<NamedSlot> named;
  for (int64_t t = 0; t < c.num_slots_given; ++t) {
    const int64_t slot = in.slot_mapping[t];
    if (slot >= 0 && slot < c.num_slots) named.push_back({slot, t});
  }
  std::ranges::sort(named);
  return named;
}

void chain(int64_t num_tokens, std::span<const NamedSlot> tokens, CacheModel* model) {
  if (tokens.size() > 1 && model->next_token.empty()) model->next_token.assign(num_tokens, -1);
  for (size_t i = 1; i < tokens.size(); ++i) {
    model->next_token[tokens[i - 1].token] = tokens[i].token;
  }
}

}  // namespace

CacheModel model_cache(const Case& c, const Inputs& in) {
  CacheModel model;
  if (!c.stores()) return model;
  if (c.reserved_slot >= 0) model.unspecified.push_back(c.reserved_slot);
  const std::vector<NamedSlot> named = slots_by_name(c, in);
  for (size_t begin = 0, end = 0; begin < named.size(); begin = end) {
    const int64_t slot = named[begin].slot;
    bool specified = true;
    while (end < named.size() && named[end].slot == slot) {
      specified = in.position_in_table(named[end++].token) && specified;
    }
    if (slot == c.reserved_slot) continue;
    if (!specified) {
      model.unspecified.push_back(slot);
      continue;
    }
    model.owned.push_back({slot, named[begin].token});
    chain(c.num_tokens, std::span(named).subspan(begin, end - begin), &model);
  }
  std::ranges::sort(model.unspecified);
  return model;
}

const OwnedSlot* CacheModel::find(int64_t slot) const {
  const auto found = std::ranges::lower_bound(owned, slot, {}, &OwnedSlot::slot);
  return found != owned.end() && found->slot == slot ? &*found : nullptr;
}

bool CacheModel::is_unspecified(int64_t slot) const {
  return std::ranges::binary_search(unspecified, slot);
}

}  // namespace ropekv
