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

// From the first dim of a pair to that of the next.
inline int64_t dim_step(const Case& c) {
  return c.style == RopeStyle::kNeox ? 1 : 2;
}

// Wide enough that Eigen's fixed costs do not count, small enough to stay in the cache.
inline constexpr int64_t kPairsPerBlock = 1024;

class PairBlock {
 public:
  std::vector<HeadRow> rows;
  Eigen::ArrayXf x1, x2, cos, sin;  // [rows, rotary_dim / 2]

  bool is_full(const Case& c) const {
    return std::ssize(rows) * (c.rotary_dim / 2) >= kPairsPerBlock;
  }
  // The arrays for these rows; cos and sin as the kernel takes them.
  void gather(const Case& c, const Inputs& in, const Declarations& how, DataStream stream);

 private:
  Eigen::Array<uint32_t, Eigen::Dynamic, 1> codes_;  // [rotary_dim], of one row
};

}  // namespace ropekv
