#include "reference/compare.h"

#include <algorithm>

#include "reference/accept_set.h"
#include "reference/code_type.h"
#include "reference/pair_block.h"

namespace ropekv {
namespace {

bool is_pinned(const LegalCodes& legal, int64_t i) {
  const uint32_t* codes = &legal.codes(i, 0);
  const int64_t forms = legal.codes.cols();
  const int64_t n = legal.codes.rows();
  if (forms == 3) return codes[0] == codes[n] && codes[0] == codes[2 * n];  // nearly all kernels
  for (int64_t form = 1; form < forms; ++form) {
    if (codes[form * n] != codes[0]) return false;
  }
  return true;
}

class Comparer {
 public:
  Comparer(const Case& c, NumericReport* report) : dtype_(c.dtype), report_(*report) {}

  void element(const LegalCodes& legal, int64_t i, Tensor tensor, Coordinate at, uint32_t got) {
    ++report_.stats.computed;
    const bool pinned = is_pinned(legal, i);
    report_.stats.pinned += pinned;
    count_ulps(nearest_code(dtype_, legal.exact[i]), got);
    const bool ok = (pinned && got == legal.codes(i, 0)) || is_legal(dtype_, legal, i, got);
    if (!ok) keep(legal, i, tensor, at, got);
  }

 private:
  void count_ulps(uint32_t nearest, uint32_t got) {
    if (!is_finite_code(dtype_, nearest)) return;
    ++report_.stats.finite;
    if (!is_finite_code(dtype_, got)) return;
    const int64_t ulps = CodeType{dtype_}.ulps_between(nearest, got);
    ++report_.stats.ulp_histogram[std::min<int64_t>(ulps, kUlpBins - 1)];
  }

  void keep(const LegalCodes& legal, int64_t i, Tensor tensor, Coordinate at, uint32_t got) {
    ++report_.errors;
    if (report_.mismatches.size() >= NumericReport::kMostMismatches) return;
    NumericMismatch mismatch{tensor, at, got, {}, legal.exact[i]};
    int count = 0;
    for (Eigen::Index form = 0; form < legal.codes.cols() && count < kMaxLegalCodes; ++form) {
      const auto known = mismatch.legal.begin() + count;
      const uint32_t code = legal.codes(i, form);
      if (std::find(mismatch.legal.begin(), known, code) == known) mismatch.legal[count++] = code;
    }
    std::fill(mismatch.legal.begin() + count, mismatch.legal.end(), mismatch.legal[count - 1]);
    report_.mismatches.push_back(mismatch);
  }

  const DType dtype_;
  NumericReport& report_;
};

bool has_slot(const Case& c, const Inputs& in, int64_t token) {
  return token < c.num_slots_given && in.slot_mapping[token] >= 0 &&
         in.slot_mapping[token] < c.num_slots;
}

}  // namespace

void compare_rotation(const Case& c, const Inputs& in, const Declarations& how, Tensor which,
                      const View& view, const void* rotated, NumericReport* report) {
  const Tensor output = which == Tensor::kQ ? Tensor::kQRope : Tensor::kKRope;
  const int64_t half = c.rotary_dim / 2;
  const int64_t element_bytes = dtype_bytes(c.dtype);
  PairBlock block;
  LegalPairs legal;
  Comparer comparer(c, report);
  const auto compare_block = [&] {
    block.gather(c, in, how, data_stream(which));
    rotate(how, c.dtype, block.x1, block.x2, block.cos, block.sin, &legal);
    int64_t i = 0;
    for (const auto [token, head] : block.rows) {
      const int64_t row = view.at(token, head, 0);
      for (int64_t pair = 0; pair < half; ++pair, ++i) {
        const auto [first, second] = dims_of_pair(c, pair);
        comparer.element(legal.first, i, output, {token, head, first},
                         load_code(rotated, element_bytes, row + first));
        comparer.element(legal.second, i, output, {token, head, second},
                         load_code(rotated, element_bytes, row + second));
      }
    }
    block.rows.clear();
  };
  const bool skips_padded = which == Tensor::kK && !how.rotates_padded_k;
  for (int64_t token = 0; token < c.num_tokens; ++token) {
    if (!in.position_in_table(token) || (skips_padded && !has_slot(c, in, token))) continue;
    for (int64_t head = 0; head < view.num_heads; ++head) {
      block.rows.push_back({token, head});
      if (block.is_full(c)) compare_block();
    }
  }
  if (!block.rows.empty()) compare_block();
}

}  // namespace ropekv
