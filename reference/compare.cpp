#include "reference/compare.h"

#include <algorithm>
#include <bit>

#include "reference/accept_set.h"
#include "reference/data.h"

namespace ropekv {
namespace {

// A run of head rows, cut into the two halves of their pairs: wide enough that Eigen's fixed costs
// do not count, small enough to stay in the cache.
constexpr int64_t kPairsPerBlock = 4096;

struct HeadRow {
  int64_t token, head;
};

struct PairBlock {
  Eigen::ArrayXf x1, x2, cos, sin;
  std::vector<HeadRow> rows;
};

struct PairDims {
  int64_t first, second;
};

PairDims dims_of_pair(const Case& c, int64_t pair) {
  return c.style == RopeStyle::kNeox ? PairDims{pair, pair + c.rotary_dim / 2}
                                     : PairDims{2 * pair, 2 * pair + 1};
}

void gather(const Case& c, const Inputs& in, uint32_t stream, PairBlock* block) {
  const int64_t half = c.rotary_dim / 2;
  const int64_t num_pairs = half * std::ssize(block->rows);
  for (Eigen::ArrayXf* array : {&block->x1, &block->x2, &block->cos, &block->sin}) {
    array->resize(num_pairs);
  }
  std::vector<float> values(c.rotary_dim);
  int64_t i = 0;
  for (const auto [token, head] : block->rows) {
    const uint32_t* row = &in.cos_sin_cache[in.positions[token] * c.rotary_dim];
    for (int64_t dim = 0; dim < c.rotary_dim; dim += 4) {
      const Philox4 bits = quad_bits(c.data_seed, stream, token, head, dim >> 2);
      for (int64_t d = dim; d < std::min(dim + 4, c.rotary_dim); ++d) {
        values[d] = value_of(c.dtype, element_code(c.dtype, c.values, bits.word[d & 3]));
      }
    }
    for (int64_t pair = 0; pair < half; ++pair, ++i) {
      const PairDims dims = dims_of_pair(c, pair);
      block->x1[i] = values[dims.first];
      block->x2[i] = values[dims.second];
      block->cos[i] = std::bit_cast<float>(row[pair]);
      block->sin[i] = std::bit_cast<float>(row[half + pair]);
    }
  }
}

class Comparer {
 public:
  Comparer(const Case& c, NumericReport* report) : c_(c), report_(*report) {}

  void element(const LegalCodes& legal, int64_t i, Tensor tensor, Coordinate at, uint32_t got) {
    ++report_.stats.computed;
    const auto codes = legal.codes.row(i);
    const bool pinned = codes(0) == codes(1) && codes(0) == codes(2);
    report_.stats.pinned += pinned;
    count_ulps(nearest_code(c_.dtype, legal.exact[i]), got);
    const bool ok = (pinned && got == codes(0)) || is_legal(c_.dtype, legal, i, got);
    if (ok) return;
    ++report_.errors;
    if (report_.mismatches.size() < NumericReport::kMostMismatches) {
      report_.mismatches.push_back(
          {tensor, at, got, {codes(0), codes(1), codes(2)}, legal.exact[i]});
    }
  }

 private:
  void count_ulps(uint32_t nearest, uint32_t got) {
    if (!is_finite_code(c_.dtype, nearest)) return;
    ++report_.stats.finite;
    if (!is_finite_code(c_.dtype, got)) return;
    const int64_t ulps = std::abs(ordered(c_.dtype, nearest) - ordered(c_.dtype, got));
    ++report_.stats.ulp_histogram[std::min<int64_t>(ulps, kUlpBins - 1)];
  }

  const Case& c_;
  NumericReport& report_;
};

}  // namespace

NumericStats& NumericStats::operator+=(const NumericStats& other) {
  computed += other.computed;
  pinned += other.pinned;
  finite += other.finite;
  for (int i = 0; i < kUlpBins; ++i) ulp_histogram[i] += other.ulp_histogram[i];
  return *this;
}

void compare_rotation(const Case& c, const Inputs& in, Tensor which, const View& view,
                      const void* rotated, NumericReport* report) {
  const uint32_t stream = data_stream(which);
  const Tensor output = which == Tensor::kQ ? Tensor::kQRope : Tensor::kKRope;
  const int64_t half = c.rotary_dim / 2;
  const int64_t element_bytes = dtype_bytes(c.dtype);
  PairBlock block;
  LegalPairs legal;
  Comparer comparer(c, report);
  const auto compare_block = [&] {
    gather(c, in, stream, &block);
    rotate(c.dtype, block.x1, block.x2, block.cos, block.sin, &legal);
    int64_t i = 0;
    for (const auto [token, head] : block.rows) {
      for (int64_t pair = 0; pair < half; ++pair, ++i) {
        const PairDims dims = dims_of_pair(c, pair);
        comparer.element(legal.first, i, output, {token, head, dims.first},
                         load_code(rotated, element_bytes, view.at(token, head, dims.first)));
        comparer.element(legal.second, i, output, {token, head, dims.second},
                         load_code(rotated, element_bytes, view.at(token, head, dims.second)));
      }
    }
    block.rows.clear();
  };
  for (int64_t token = 0; token < c.num_tokens; ++token) {
    if (!in.position_in_table(token)) continue;
    for (int64_t head = 0; head < view.num_heads; ++head) {
      block.rows.push_back({token, head});
      if (std::ssize(block.rows) * half >= kPairsPerBlock) compare_block();
    }
  }
  if (!block.rows.empty()) compare_block();
}

}  // namespace ropekv
