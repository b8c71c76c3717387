#include "reference/compare.h"

#include <algorithm>

#include "reference/accept_set.h"
#include "reference/code_arrays.h"
#include "reference/code_counts.h"
#include "reference/doubts.h"
#include "reference/first_look.h"
#include "reference/pair_block.h"

namespace ropekv {
namespace {

class Comparer {
 public:
  Comparer(const Case& c, const Inputs& in, const Declarations& how, Tensor which, const View& view,
           const void* rotated, NumericReport* report)
      : c_(c),
        in_(in),
        how_(how),
        which_(which),
        view_(view),
        rotated_(rotated),
        report_(*report) {}

  void add(HeadRow row) {
    block_.rows.push_back(row);
    if (block_.is_full(c_)) flush();
  }

  void finish() {
    flush();
    settle_doubts();
  }

 private:
  void flush() {
    if (block_.rows.empty()) return;
    block_.gather(c_, in_, how_, data_stream(which_));
    load_outputs();
    if (!first_look_applies(how_, c_.dtype) || !first_look_is_enough()) {
      settle_doubts();  // first, for the order of the mismatches
      const int64_t half = c_.rotary_dim / 2;
      judge(block_.x1, block_.x2, block_.cos, block_.sin, first_, second_, [&](int64_t i) {
        return PairPlace{block_.rows[i / half], i % half};
      });
    }
    block_.rows.clear();
  }

  // But for a few pairs, which get their candidates later, with those of other blocks. If they are
  // many, the whole block gets them.
  bool first_look_is_enough() {
    look_.look(c_.dtype, block_.x1, block_.x2, block_.cos, block_.sin, first_, second_);
    const std::vector<int32_t>& few = look_.undecided();
    if (std::ssize(few) > first_.size() / 8) return false;
    for (const int32_t i : few) doubts_.add(block_, i, c_, first_[i], second_[i]);
    if (std::ssize(doubts_.places) >= kPairsPerBlock) settle_doubts();
    const int64_t decided = 2 * (first_.size() - std::ssize(few));
    report_.stats.computed += decided;
    report_.stats.pinned += decided;
    report_.stats.finite += decided;
    report_.stats.ulp_histogram[0] += decided;
    return true;
  }

  void settle_doubts() {
    if (doubts_.places.empty()) return;
    judge(array_of(doubts_.x1), array_of(doubts_.x2), array_of(doubts_.cos), array_of(doubts_.sin),
          array_of(doubts_.first), array_of(doubts_.second),
          [&](int64_t i) { return doubts_.places[i]; });
    doubts_ = {};
  }

  template <class PlaceOf>
  void judge(const Eigen::ArrayXf& x1, const Eigen::ArrayXf& x2, const Eigen::ArrayXf& cos,
             const Eigen::ArrayXf& sin, const CodeArray& first, const CodeArray& second,
             const PlaceOf& place_of) {
    rotate(how_, c_.dtype, x1, x2, cos, sin, &legal_);
    count_codes(c_.dtype, legal_.first, first, &report_.stats);
    count_codes(c_.dtype, legal_.second, second, &report_.stats);
    if (count_legal(c_.dtype, legal_.first, first) == first.size() &&
        count_legal(c_.dtype, legal_.second, second) == second.size()) {
      return;
    }
    for (int64_t i = 0; i < first.size(); ++i) {
      const auto [row, pair] = place_of(i);
      const auto dims = dims_of_pair(c_, pair);
      if (!is_legal(c_.dtype, legal_.first, i, first[i])) {
        keep(legal_.first, i, {row.token, row.head, dims.first}, first[i]);
      }
      if (!is_legal(c_.dtype, legal_.second, i, second[i])) {
        keep(legal_.second, i, {row.token, row.head, dims.second}, second[i]);
      }
    }
  }

  void load_outputs() {
    const int64_t half = c_.rotary_dim / 2;
    const auto [first, second] = dims_of_pair(c_, 0);
    first_.resize(block_.x1.size());
    second_.resize(block_.x1.size());
    int64_t i = 0;
    for (const auto [token, head] : block_.rows) {
      const int64_t row = view_.at(token, head, 0);
      const auto load = [&](int64_t dim, CodeArray* to) {
        load_codes(rotated_, dtype_bytes(c_.dtype), row + dim, dim_step(c_), half, &(*to)[i]);
      };
      load(first, &first_);
      load(second, &second_);
      i += half;
    }
  }

  void keep(const LegalCodes& legal, int64_t i, Coordinate at, uint32_t got) {
    ++report_.errors;
    if (report_.mismatches.size() >= NumericReport::kMostMismatches) return;
    const Tensor output = which_ == Tensor::kQ ? Tensor::kQRope : Tensor::kKRope;
    NumericMismatch mismatch{output, at, got, {}, legal.exact[i]};
    int count = 0;
    for (Eigen::Index form = 0; form < legal.codes.cols() && count < kMaxLegalCodes; ++form) {
      const auto known = mismatch.legal.begin() + count;
      const uint32_t code = legal.codes(i, form);
      if (std::find(mismatch.legal.begin(), known, code) == known) mismatch.legal[count++] = code;
    }
    std::fill(mismatch.legal.begin() + count, mismatch.legal.end(), mismatch.legal[count - 1]);
    report_.mismatches.push_back(mismatch);
  }

  const Case& c_;
  const Inputs& in_;
  const Declarations& how_;
  const Tensor which_;
  const View& view_;
  const void* rotated_;
  NumericReport& report_;
  PairBlock block_;
  FirstLook look_;
  Doubts doubts_;
  LegalPairs legal_;
  CodeArray first_, second_;  // what the kernel left, of the block's pairs
};

bool has_slot(const Case& c, const Inputs& in, int64_t token) {
  return token < c.num_slots_given && in.slot_mapping[token] >= 0 &&
         in.slot_mapping[token] < c.num_slots;
}

}  // namespace

void compare_rotation(const Case& c, const Inputs& in, const Declarations& how, Tensor which,
                      const View& view, const void* rotated, NumericReport* report) {
  Comparer comparer(c, in, how, which, view, rotated, report);
  const bool skips_padded = which == Tensor::kK && !how.rotates_padded_k;
  for (int64_t token = 0; token < c.num_tokens; ++token) {
    if (!in.position_in_table(token) || (skips_padded && !has_slot(c, in, token))) continue;
    for (int64_t head = 0; head < view.num_heads; ++head) comparer.add({token, head});
  }
  comparer.finish();
}

}  // namespace ropekv
