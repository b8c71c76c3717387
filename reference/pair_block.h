// Head rows of q or k made anew from the data seed, cut into the two halves of their pairs.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "reference/data.h"
#include "reference/declarations.h"
#include "reference/inputs.h"

namespace ropekv {

struct HeadRow {
  int64_t token, head;
};

struct PairDims {
  int64_t first, second;
};

inline PairDims dims_of_pair(const Case& c, int64_t pair) {
  return c.style == RopeStyle::kNeox ? PairDims{pair, pair + c.rotary_dim / 2}
                                     : PairDims{2 * pair, 2 * pair + 1};
}

// Wide enough that Eigen's fixed costs do not count, small enough to stay in the cache.
inline constexpr int64_t kPairsPerBlock = 4096;

struct PairBlock {
  std::vector<HeadRow> rows;
  Eigen::ArrayXf x1, x2, cos, sin;  // [rows, rotary_dim / 2]

  bool is_full(const Case& c) const {
    return std::ssize(rows) * (c.rotary_dim / 2) >= kPairsPerBlock;
  }
  // The arrays for these rows; cos and sin as the kernel takes them.
  void gather(const Case& c, const Inputs& in, const Declarations& how, DataStream stream);
};

}  // namespace ropekv
