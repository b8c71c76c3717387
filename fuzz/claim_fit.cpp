#include "fuzz/claim_fit.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <span>
#include <utility>

#include "reference/case_text.h"
#include "reference/hash.h"
#include "reference/ignored_keys.h"

namespace ropekv {
namespace {

template <class Value>
struct Choice {
  Value value;
  uint32_t bit;  // of the claim's mask
};

// The value where the mask has it, else one of those that it has; as it was where it has none.
template <class Value, size_t N>
Value among(const Choice<Value> (&choices)[N], Value value, uint32_t mask, uint64_t hash) {
  Value claimed[N];
  size_t count = 0;
  for (const auto& [candidate, bit] : choices) {
    if ((mask >> bit & 1U) == 0) continue;
    if (candidate == value) return value;
    claimed[count++] = candidate;
  }
  return count == 0 ? value : claimed[hash % count];
}

constexpr Choice<RopeStyle> kStyles[] = {{RopeStyle::kNeox, ROPEKV_STYLE_NEOX},
                                         {RopeStyle::kInterleaved, ROPEKV_STYLE_INTERLEAVED}};
constexpr Choice<DType> kDTypes[] = {
    {DType::kF32, ROPEKV_F32}, {DType::kF16, ROPEKV_F16}, {DType::kBF16, ROPEKV_BF16}};
constexpr Choice<IndexType> kIndexTypes[] = {{IndexType::kInt32, ROPEKV_INT32},
                                             {IndexType::kInt64, ROPEKV_INT64}};

void fit_types(Case* c, const ropekv_description& claim, uint64_t hash) {
  // Each choice has bits of its own.
  const auto draw = [&hash] { return hash = mix64(hash); };
  c->style = among(kStyles, c->style, claim.styles, draw());
  c->dtype = among(kDTypes, c->dtype, claim.dtypes, draw());
  c->table_dtype = among(kDTypes, c->table_dtype, claim.table_dtypes, draw());
  c->position_dtype = among(kIndexTypes, c->position_dtype, claim.position_dtypes, draw());
  c->slot_dtype = among(kIndexTypes, c->slot_dtype, claim.slot_dtypes, draw());
  const Choice<CacheDType> caches[] = {{CacheDType::kSame, static_cast<uint32_t>(c->dtype)},
                                       {CacheDType::kE4M3, ROPEKV_FP8_E4M3},
                                       {CacheDType::kE5M2, ROPEKV_FP8_E5M2}};
  c->cache_dtype = among(caches, c->cache_dtype, claim.cache_dtypes, draw());
  if (claim.cache_dtypes == 0) c->cache = CacheWrite::kNone;
}

void fit_shape(Case* c, const ropekv_description& claim) {
  if (const int64_t most = claim.max_head_dim; most > 0) {
    c->head_dim = std::min(c->head_dim, most);
    c->v_head_dim = std::min(c->v_head_dim, most);
    c->rotary_dim = std::min(c->rotary_dim, c->head_dim / 2 * 2);
  }
  if (const auto most = static_cast<uint32_t>(claim.max_page_size);
      most > 0 && c->page_size > most) {
    c->page_size = std::gcd(c->num_slots, static_cast<int64_t>(std::bit_floor(most)));
  }
  if (claim.min_alignment_bytes > 1) c->misaligned = {};
  if (!claim.in_place) c->in_place = InPlace::kNo;
  if (!claim.out_of_place) {
    c->in_place = !c->has_q() ? InPlace::kK : !c->has_k() ? InPlace::kQ : InPlace::kBoth;
  }
}

void fit_contents(Case* c, const ropekv_description& claim) {
  if (!claim.bounds_safe) c->bad_positions_permille = 0;
  if (claim.skips_negative_slots || c->slots.kind == SlotKind::kList) return;
  c->holes = {};
  if (c->num_slots_given > c->num_slots) {  // the rest would have no slot
    c->slots = {SlotKind::kColliding, c->slots.arg, static_cast<uint64_t>(c->num_slots), {}};
  }
}

}  // namespace

Case fitted_to_claim(const Case& c, const ropekv_description& claim) {
  Case fitted = c;
  fit_types(&fitted, claim, mix64(c.data_seed ^ 0x636C61696D));
  fit_shape(&fitted, claim);
  fit_contents(&fitted, claim);
  if (fitted == c) return c;
  drop_ignored_keys(&fitted);
  return why_not_legal(fitted).empty() ? fitted : c;
}

}  // namespace ropekv
