#include "fuzz/capture/captured_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "fuzz/capture/captured_parts.h"

namespace ropekv {
namespace {

// The strides of all dims of size 1, as the kernel was told.
std::vector<int64_t> unit_strides(const CapturedLaunch& launch, const Case& c) {
  std::vector<int64_t> units;
  const auto add = [&](int64_t size, int64_t stride) {
    if (size <= 1) units.push_back(stride);
  };
  for (const auto* rows : {&launch.q, &launch.k, &launch.v, &launch.q_rope, &launch.k_rope}) {
    if (!*rows || (rows == &launch.v && !c.has_v())) continue;
    add((*rows)->num_tokens, (*rows)->token_stride);
    add((*rows)->num_heads, (*rows)->head_stride);
  }
  for (const auto* pool : {&launch.k_buffer, &launch.v_buffer}) {
    if (!*pool) continue;
    add((*pool)->num_pages, (*pool)->page_stride);
    const bool is_said = (*pool)->slot_stride != (*pool)->page_stride;  // not of three dims
    if (is_said) add((*pool)->page_size, (*pool)->slot_stride);
    add((*pool)->num_heads, (*pool)->head_stride);
  }
  return units;
}

UnitStrides style_of_unit_strides(const CapturedLaunch& launch, const Case& c) {
  constexpr int64_t kHuge = int64_t{1} << 40;  // past what any padding gives
  const auto units = unit_strides(launch, c);
  if (units.empty()) return UnitStrides::kNatural;
  if (std::ranges::all_of(units, [](int64_t s) { return s == 0; })) return UnitStrides::kZero;
  if (std::ranges::all_of(units, [](int64_t s) { return s >= kHuge; })) return UnitStrides::kHuge;
  return UnitStrides::kNatural;
}

[[noreturn]] void refuse_strides(const CapturedLaunch& launch, const Case& c) {
  for (const auto* rows : {&launch.q, &launch.k, &launch.v, &launch.q_rope, &launch.k_rope}) {
    if (!*rows || (rows == &launch.v && !c.has_v())) continue;
    const CapturedRows& one = **rows;
    if (paddings_of_rows(one, RowOrder::kTokens, UnitDims::kAsNatural) ||
        paddings_of_rows(one, RowOrder::kHeads, UnitDims::kAsNatural)) {
      continue;
    }
    throw CaptureError(fmt::format(
        "{0}.strides is [{1},{2},1]: rows of {3} elements overlap, or lie further apart than a "
        "case can say",
        one.field, one.token_stride, one.head_stride, one.dim));
  }
  for (const auto* pool : {&launch.k_buffer, &launch.v_buffer}) {
    if (!*pool) continue;
    const CapturedPool& one = **pool;
    if (paddings_of_pool(one, PageLayout::kNhd, UnitDims::kAsNatural, one.dim) ||
        paddings_of_pool(one, PageLayout::kHnd, UnitDims::kAsNatural, one.dim)) {
      continue;
    }
    throw CaptureError(fmt::format(
        "{}.strides has {} from page to page, {} from slot to slot and {} from head to head: rows "
        "of {} elements overlap, or the order of dims is neither NHD nor HND",
        one.field, one.page_stride, one.slot_stride, one.head_stride, one.dim));
  }
  throw CaptureError(
      "the strides of q, k and v, of q_rope and k_rope, or of k_buffer and v_buffer are of "
      "different orders: those of a case have one");
}

}  // namespace

void set_captured_layout(const CapturedLaunch& launch, Case* c) {
  // First as told, to the last stride that nobody may use; else as if those had been natural.
  for (const UnitDims units : {UnitDims::kAsTold, UnitDims::kAsNatural}) {
    Case made = *c;
    if (!set_inputs(launch, units, &made) || !set_outputs(launch, units, &made) ||
        !set_pools(launch, units, &made)) {
      continue;
    }
    if (units == UnitDims::kAsNatural) made.unit_strides = style_of_unit_strides(launch, made);
    *c = made;
    return;
  }
  refuse_strides(launch, *c);
}

}  // namespace ropekv
