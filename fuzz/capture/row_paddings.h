// Paddings from strides: of rows in either order, and of pools in either page layout.
#pragma once

#include <optional>

#include "fuzz/capture/captured_launch.h"

namespace ropekv {

// How the stride of a dim of size 1 is taken, which no kernel may use, and which callers fill in as
// they like.
enum class UnitDims { kAsTold, kAsNatural };

// Empty if no paddings give these strides.
std::optional<Padding> paddings_of_rows(const CapturedRows& rows, RowOrder order, UnitDims units);

struct PoolPaddings {
  Padding pad;
  int64_t page_pad = 0;
  int64_t page_stride = 0;  // what the paddings give
};

// `row_width`: from one head row to the next where only one dim could say it, and it has size 1.
std::optional<PoolPaddings> paddings_of_pool(CapturedPool pool, PageLayout layout, UnitDims units,
                                             int64_t row_width);

}  // namespace ropekv
