#include "fuzz/capture/row_paddings.h"

#include <initializer_list>
#include <limits>

namespace ropekv {
namespace {

__extension__ using Wide = __int128;  // sizes and strides are below 2^41 each

// The bounds of case_legal.cpp: what lies further apart may still be another order of dims.
bool can_be_padding(Wide token, Wide head) {
  constexpr Wide kMaxPadding = Wide{1} << 33;
  constexpr Wide kMaxHeadPadding = 16384;
  return 0 <= token && token <= kMaxPadding && 0 <= head && head <= kMaxHeadPadding;
}

bool fits(std::initializer_list<Wide> values) {
  for (const Wide value : values) {
    if (value > std::numeric_limits<int64_t>::max()) return false;
  }
  return true;
}

}  // namespace

std::optional<Padding> paddings_of_rows(const CapturedRows& rows, RowOrder order, UnitDims units) {
  const bool tokens_outside = order == RowOrder::kTokens;
  const Wide outer_size = tokens_outside ? rows.num_tokens : rows.num_heads;
  const Wide inner_size = tokens_outside ? rows.num_heads : rows.num_tokens;
  Wide outer = tokens_outside ? rows.token_stride : rows.head_stride;
  Wide inner = tokens_outside ? rows.head_stride : rows.token_stride;
  if (units == UnitDims::kAsNatural) {
    if (inner_size <= 1) inner = rows.dim;
    if (outer_size <= 1) outer = inner_size * inner;
  }
  const Wide head_pad = inner - rows.dim;
  const Wide token_pad = outer - inner_size * inner;
  if (!can_be_padding(token_pad, head_pad)) return std::nullopt;
  return Padding{static_cast<int64_t>(token_pad), static_cast<int64_t>(head_pad)};
}

std::optional<PoolPaddings> paddings_of_pool(CapturedPool pool, PageLayout layout, UnitDims units,
                                             int64_t row_width) {
  const bool nhd = layout == PageLayout::kNhd;
  const bool is_flat = pool.page_size == 1;
  // From the inside: the head rows, what encloses them, the page.
  const Wide inner_size = nhd ? pool.num_heads : pool.page_size;
  const Wide middle_size = nhd ? pool.page_size : pool.num_heads;
  Wide inner = nhd ? pool.head_stride : pool.slot_stride;
  Wide middle = nhd ? pool.slot_stride : pool.head_stride;
  Wide page = pool.page_stride;
  if (units == UnitDims::kAsNatural) {
    if (inner_size == 1) inner = row_width;
    if (middle_size == 1) middle = is_flat && pool.num_pages > 1 ? page : inner_size * inner;
    if (pool.num_pages <= 1) page = middle_size * middle;
  }
  const Wide head_pad = inner - pool.dim;
  const Wide token_pad = middle - inner_size * inner;
  const Wide page_pad = page - middle_size * middle;
  if (!can_be_padding(token_pad, head_pad) || !can_be_padding(page_pad, 0) || !fits({page}) ||
      (is_flat && page_pad != 0)) {
    return std::nullopt;
  }
  return PoolPaddings{{static_cast<int64_t>(token_pad), static_cast<int64_t>(head_pad)},
                      static_cast<int64_t>(page_pad),
                      static_cast<int64_t>(page)};
}

}  // namespace ropekv
