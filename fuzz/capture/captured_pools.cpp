#include "fuzz/capture/captured_parts.h"

namespace ropekv {
namespace {

__extension__ using Wide = __int128;

void set_pools_as(Pools pools, const PoolPaddings& k, const PoolPaddings& v, Case* c) {
  c->pools = pools;
  c->k_buffer_pad = k.pad;
  c->v_buffer_pad = v.pad;
  c->k_page_pad = k.page_pad;
  c->v_page_pad = v.page_pad;
}

// Side by side in each head row.
bool set_packed(const CapturedLaunch& launch, int64_t apart, UnitDims units, Case* c) {
  const CapturedPool& k = *launch.k_buffer;
  const CapturedPool& v = *launch.v_buffer;
  const int64_t width = apart + v.dim;  // at least
  const auto k_pads = paddings_of_pool(k, c->page_layout, units, width);
  const auto v_pads = paddings_of_pool(v, c->page_layout, units, width);
  if (!k_pads || !v_pads || k_pads->page_stride != v_pads->page_stride ||
      k_pads->page_pad != v_pads->page_pad || k_pads->pad.token != v_pads->pad.token ||
      k_pads->pad.head + k.dim != v_pads->pad.head + v.dim || apart < k.dim ||
      k_pads->pad.head + k.dim < width) {
    return false;
  }
  // Of a single row nothing but the addresses is left: neighbours without a gap.
  const bool single = k.num_pages * k.page_size <= 1 && k.num_heads == 1;
  if (units == UnitDims::kAsNatural && single && apart != k.dim) return false;
  const int64_t row_width = k_pads->pad.head + k.dim;
  set_pools_as(Pools::kPacked, *k_pads, {}, c);
  c->k_buffer_pad.head = apart - k.dim;
  c->v_buffer_pad.head = row_width - apart - v.dim;
  return true;
}

// K page, V page, K page, ...
bool set_unbound(const CapturedLaunch& launch, int64_t apart, UnitDims units, Case* c) {
  CapturedPool k = *launch.k_buffer;
  CapturedPool v = *launch.v_buffer;
  const bool one_page = k.num_pages <= 1 && units == UnitDims::kAsNatural;
  if (!one_page && (k.page_stride != v.page_stride || k.page_stride <= apart)) return false;
  const bool is_flat = k.page_size == 1;
  if (is_flat && units == UnitDims::kAsTold &&
      (k.slot_stride != k.page_stride || v.slot_stride != v.page_stride)) {
    return false;
  }
  k.num_pages = 2;  // so that what its page takes counts, whatever is natural
  if (!one_page) v.page_stride -= apart;
  k.page_stride = apart;
  if (is_flat) k.slot_stride = k.page_stride;
  if (is_flat) v.slot_stride = v.page_stride;
  const auto k_pads = paddings_of_pool(k, c->page_layout, units, k.dim);
  const auto v_pads = paddings_of_pool(v, c->page_layout, units, v.dim);
  if (!k_pads || !v_pads) return false;
  if (one_page && (k_pads->page_pad > 0 || (is_flat && k_pads->pad.token > 0))) return false;
  set_pools_as(Pools::kUnbound, *k_pads, *v_pads, c);
  return true;
}

// Tensors of their own, or all of K and then all of V.
bool set_apart(const CapturedLaunch& launch, std::optional<int64_t> apart, UnitDims units,
               Case* c) {
  const CapturedPool& k = *launch.k_buffer;
  const auto k_pads = paddings_of_pool(k, c->page_layout, units, k.dim);
  const auto v_pads =
      paddings_of_pool(*launch.v_buffer, c->page_layout, units, launch.v_buffer->dim);
  if (!k_pads || !v_pads) return false;
  const bool stacked = apart && Wide{k.num_pages} * k_pads->page_stride == *apart;
  set_pools_as(stacked ? Pools::kStacked : Pools::kSeparate, *k_pads, *v_pads, c);
  return true;
}

bool set_one_pool(const CapturedLaunch& launch, UnitDims units, Case* c) {
  const CapturedPool& pool = launch.k_buffer ? *launch.k_buffer : *launch.v_buffer;
  const auto pads = paddings_of_pool(pool, c->page_layout, units, pool.dim);
  if (!pads) return false;
  (launch.k_buffer ? c->k_buffer_pad : c->v_buffer_pad) = pads->pad;
  (launch.k_buffer ? c->k_page_pad : c->v_page_pad) = pads->page_pad;
  return true;
}

}  // namespace

bool set_pools(const CapturedLaunch& launch, UnitDims units, Case* c) {
  if (!c->stores()) return true;
  std::optional<int64_t> apart;
  if (launch.k_buffer && launch.v_buffer) {
    apart = elements_between(launch.k_buffer->address, launch.v_buffer->address, cache_bytes(*c));
  }
  for (const PageLayout layout : {PageLayout::kNhd, PageLayout::kHnd}) {
    if (layout == PageLayout::kHnd && c->page_size == 1) break;
    c->page_layout = layout;
    if (!launch.k_buffer || !launch.v_buffer) {
      if (set_one_pool(launch, units, c)) return true;
      continue;
    }
    if (apart && (set_packed(launch, *apart, units, c) || set_unbound(launch, *apart, units, c))) {
      return true;
    }
    if (set_apart(launch, apart, units, c)) return true;
  }
  return false;
}

}  // namespace ropekv
