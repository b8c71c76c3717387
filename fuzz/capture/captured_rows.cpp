#include <array>

#include "fuzz/capture/captured_parts.h"

namespace ropekv {
namespace {

__extension__ using Wide = __int128;

struct PaddedRows {
  const CapturedRows* rows;
  Padding Case::*pad;
};

// Those that the launch has, of the first few.
template <size_t N>
std::vector<PaddedRows> present(const std::array<const std::optional<CapturedRows>*, N>& all,
                                const std::array<Padding Case::*, N>& pads) {
  std::vector<PaddedRows> found;
  for (size_t i = 0; i < N; ++i) {
    if (*all[i]) found.push_back({&**all[i], pads[i]});
  }
  return found;
}

bool set_rows(const std::vector<PaddedRows>& all, RowOrder order, UnitDims units, Case* c) {
  for (const auto& [rows, pad] : all) {
    const auto found = paddings_of_rows(*rows, order, units);
    if (!found) return false;
    c->*pad = *found;
  }
  return true;
}

// q, k and v side by side in one row for each token.
bool set_fused(const CapturedLaunch& launch, UnitDims units, Case* c) {
  if (!launch.q || !launch.k || !launch.v) return false;
  CapturedRows q = *launch.q, k = *launch.k, v = *launch.v;
  const int64_t bytes = dtype_bytes(c->dtype);
  const auto q_width = elements_between(q.address, k.address, bytes);
  const auto k_width = elements_between(k.address, v.address, bytes);
  if (!q_width || !k_width) return false;
  if (units == UnitDims::kAsNatural) {
    // Of a single token nothing but the addresses is left: neighbours without a gap.
    const bool single = q.num_tokens <= 1;
    if (q.num_heads == 1) q.head_stride = single ? q.dim : *q_width;
    if (k.num_heads == 1) k.head_stride = single ? k.dim : *k_width;
    if (v.num_heads == 1) v.head_stride = v.dim;
    const Wide width = Wide{*q_width} + *k_width + Wide{v.num_heads} * v.head_stride;
    if (single) q.token_stride = k.token_stride = v.token_stride = static_cast<int64_t>(width);
  }
  if (q.token_stride != k.token_stride || k.token_stride != v.token_stride) return false;
  if (Wide{q.num_heads} * q.head_stride != *q_width ||
      Wide{k.num_heads} * k.head_stride != *k_width) {
    return false;
  }
  // What is left behind all three is q's padding.
  q.token_stride -= *k_width + v.num_heads * v.head_stride;
  k.token_stride = *k_width;
  v.token_stride = v.num_heads * v.head_stride;
  const std::vector<PaddedRows> all = {{&q, &Case::q_pad}, {&k, &Case::k_pad}, {&v, &Case::v_pad}};
  if (!set_rows(all, RowOrder::kTokens, UnitDims::kAsTold, c)) return false;
  c->qkv = QkvSource::kFused;
  return true;
}

}  // namespace

std::optional<int64_t> elements_between(uint64_t from, uint64_t to, int64_t element_bytes) {
  if (from == 0 || to <= from || (to - from) % static_cast<uint64_t>(element_bytes) != 0) {
    return std::nullopt;
  }
  const uint64_t elements = (to - from) / static_cast<uint64_t>(element_bytes);
  if (elements > uint64_t{1} << 41) return std::nullopt;
  return static_cast<int64_t>(elements);
}

bool set_inputs(const CapturedLaunch& launch, UnitDims units, Case* c) {
  if (set_fused(launch, units, c)) return true;
  c->qkv = QkvSource::kSeparate;
  auto all =
      present<3>({&launch.q, &launch.k, &launch.v}, {&Case::q_pad, &Case::k_pad, &Case::v_pad});
  if (!c->has_v()) std::erase_if(all, [](const auto& one) { return one.rows->field == "v"; });
  for (const RowOrder order : {RowOrder::kTokens, RowOrder::kHeads}) {
    c->in_order = order;
    if (set_rows(all, order, units, c)) return true;
  }
  return false;
}

bool set_outputs(const CapturedLaunch& launch, UnitDims units, Case* c) {
  auto all = present<2>({&launch.q_rope, &launch.k_rope}, {&Case::q_rope_pad, &Case::k_rope_pad});
  std::erase_if(all, [&](const auto& one) {
    return one.rows->field == "q_rope" ? c->q_in_place() : c->k_in_place();
  });
  for (const RowOrder order : {RowOrder::kTokens, RowOrder::kHeads}) {
    c->out_order = order;
    if (set_rows(all, order, units, c)) return true;
  }
  return false;
}

}  // namespace ropekv
