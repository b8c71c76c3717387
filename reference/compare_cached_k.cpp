// The K rows of the pool. A slot that several tokens name holds, element by element, what one of
// them may write: no kernel promises whole rows.
#include <algorithm>
#include <array>
#include <limits>
#include <tuple>

#include "reference/accept_set.h"
#include "reference/code_type.h"
#include "reference/compare.h"
#include "reference/pair_block.h"
#include "reference/quantise.h"

namespace ropekv {
namespace {

// What is known about one element while the tokens of its slot pass by.
struct Element {
  std::array<uint32_t, kMaxLegalCodes> legal;  // the first different codes
  int count = 0;
  bool accepted = false;
  bool finite = false;  // of some token
  int64_t ulps = std::numeric_limits<int64_t>::max();
  double exact = 0;  // of the first token

  void add(uint32_t code) {
    for (int i = 0; i < count; ++i) {
      if (legal[i] == code) return;
    }
    if (count < kMaxLegalCodes) legal[count++] = code;
  }
};

class CachedKComparer {
 public:
  CachedKComparer(const Case& c, const Inputs& in, const Declarations& how, const CacheModel& model,
                  const void* rows, int64_t code_bytes, const std::vector<uint32_t>& k_rope,
                  NumericReport* report)
      : c_(c),
        in_(in),
        how_(how),
        model_(model),
        rows_(rows),
        code_bytes_(code_bytes),
        k_rope_(k_rope),
        report_(*report),
        elements_(c.head_dim) {}

  void compare() {
    for (int64_t owned = 0; owned < std::ssize(model_.owned); ++owned) {
      for (int64_t head = 0; head < c_.num_kv_heads; ++head) {
        int64_t token = model_.owned[owned].first_token;
        while (token != -1) {
          const int64_t next = model_.has_duplicates() ? model_.next_token[token] : -1;
          block_.rows.push_back({token, head});
          places_.push_back({owned, next == -1});
          if (block_.is_full(c_)) compare_block();
          token = next;
        }
      }
    }
    if (!block_.rows.empty()) compare_block();
  }

 private:
  struct Place {
    int64_t owned_idx;
    bool is_last;  // token of its slot
  };

  void compare_block() {
    block_.gather(c_, in_, how_, kStreamK);
    rotate_block();
    for (size_t row = 0; row < block_.rows.size(); ++row) {
      look_at_row(static_cast<int64_t>(row));
      if (places_[row].is_last) close_row(block_.rows[row].head, places_[row].owned_idx);
    }
    block_.rows.clear();
    places_.clear();
  }

  // The legal codes of the pool's type, and the exact values in its scale.
  void rotate_block() {
    const auto& [x1, x2, cos, sin] = std::tie(block_.x1, block_.x2, block_.cos, block_.sin);
    if (!type_.is_fp8()) return rotate(how_, c_.dtype, x1, x2, cos, sin, &legal_);
    if (how_.fp8_from_rounded_k_rope) {
      rotate(how_, c_.dtype, x1, x2, cos, sin, &legal_);
      quantise_rounded(&legal_.first);
      quantise_rounded(&legal_.second);
      return;
    }
    rotate_in_f32(how_, c_.dtype, x1, x2, cos, sin, &found_);
    quantise_f32(found_.first, &legal_.first);
    quantise_f32(found_.second, &legal_.second);
  }

  uint32_t quantised_f32(float x) const { return quantised(c_.cache_dtype, how_, c_.k_scale, x); }

  void quantise_rounded(LegalCodes* legal) const {
    for (uint32_t& code : legal->codes.reshaped()) {
      code = quantised_f32(value_of(c_.dtype, code));
    }
    legal->exact /= static_cast<double>(c_.k_scale);
  }

  void quantise_f32(const Candidates& found, LegalCodes* legal) const {
    legal->codes = found.f32.unaryExpr([&](float x) { return quantised_f32(x); });
    legal->exact = found.exact / static_cast<double>(c_.k_scale);
  }

  uint32_t got_at(int64_t owned_idx, int64_t head, int64_t dim) const {
    return load_code(rows_, code_bytes_, (owned_idx * c_.num_kv_heads + head) * c_.head_dim + dim);
  }

  void look_at_row(int64_t row) {
    const int64_t half = c_.rotary_dim / 2;
    for (int64_t pair = 0; pair < half; ++pair) {
      const PairDims dims = dims_of_pair(c_, pair);
      look_at(row, legal_.first, row * half + pair, dims.first);
      look_at(row, legal_.second, row * half + pair, dims.second);
    }
    for (int64_t dim = c_.rotary_dim; dim < c_.head_dim; ++dim) look_at_tail(row, dim);
  }

  void look_at(int64_t row, const LegalCodes& legal, int64_t i, int64_t dim) {
    const auto [token, head] = block_.rows[row];
    const uint32_t got = got_at(places_[row].owned_idx, head, dim);
    Element& element = elements_[dim];
    if (element.count == 0) element.exact = legal.exact[i];
    const auto accept = [&](uint32_t code) {
      element.add(code);
      element.accepted =
          element.accepted || code == got || (type_.is_nan(code) && type_.is_nan(got));
    };
    if (type_.is_fp8() && how_.fp8_from_rounded_k_rope && !k_rope_.empty()) {
      // The kernel's own k_rope, judged elsewhere, is what it must have quantised.
      const int64_t at = (token * c_.num_kv_heads + head) * c_.head_dim + dim;
      accept(quantised_f32(value_of(c_.dtype, k_rope_[at])));
    } else {
      for (Eigen::Index form = 0; form < legal.codes.cols(); ++form) accept(legal.codes(i, form));
    }
    const uint32_t nearest = type_.nearest(legal.exact[i]);
    if (!type_.is_finite(nearest)) return;
    element.finite = true;
    if (type_.is_finite(got))
      element.ulps = std::min(element.ulps, type_.ulps_between(nearest, got));
  }

  void look_at_tail(int64_t row, int64_t dim) {
    const auto [token, head] = block_.rows[row];
    Element& element = elements_[dim];
    const uint32_t input =
        ropekv::element(c_.dtype, c_.values, c_.data_seed, kStreamK, token, head, dim);
    if (element.count == 0)
      element.exact = value_of(c_.dtype, input) / (type_.is_fp8() ? double{c_.k_scale} : 1.0);
    element.add(cached_code(c_, how_, c_.k_scale, input));
    element.accepted =
        element.accepted ||
        is_cached_code(c_, how_, c_.k_scale, input, got_at(places_[row].owned_idx, head, dim));
  }

  void close_row(int64_t head, int64_t owned_idx) {
    for (int64_t dim = 0; dim < c_.head_dim; ++dim) {
      if (dim < c_.rotary_dim) count(elements_[dim]);
      if (!elements_[dim].accepted) keep(elements_[dim], owned_idx, head, dim);
      elements_[dim] = {};
    }
  }

  void count(const Element& element) {
    NumericStats& stats = report_.cache_stats;
    ++stats.computed;
    stats.pinned += element.count == 1;
    stats.finite += element.finite;
    if (element.ulps == std::numeric_limits<int64_t>::max()) return;
    ++stats.ulp_histogram[std::min<int64_t>(element.ulps, kUlpBins - 1)];
  }

  void keep(const Element& element, int64_t owned_idx, int64_t head, int64_t dim) {
    ++report_.errors;
    if (report_.mismatches.size() >= NumericReport::kMostMismatches) return;
    NumericMismatch mismatch{Tensor::kKBuffer,
                             {model_.owned[owned_idx].slot, head, dim},
                             got_at(owned_idx, head, dim),
                             element.legal,
                             element.exact};
    const auto end = mismatch.legal.begin() + element.count;
    std::fill(end, mismatch.legal.end(), *(end - 1));
    report_.mismatches.push_back(mismatch);
  }

  const Case& c_;
  const Inputs& in_;
  const Declarations& how_;
  const CacheModel& model_;
  const void* rows_;
  const int64_t code_bytes_;
  const std::vector<uint32_t>& k_rope_;
  NumericReport& report_;
  const CodeType type_ = type_of_cache(c_);
  std::vector<Element> elements_;  // [head_dim], of the row that is being compared
  PairBlock block_;
  std::vector<Place> places_;  // of the block's rows
  CandidatePairs found_;
  LegalPairs legal_;
};

}  // namespace

void compare_cached_k(const Case& c, const Inputs& in, const Declarations& how,
                      const CacheModel& model, const void* rows, int64_t code_bytes,
                      const std::vector<uint32_t>& k_rope, NumericReport* report) {
  CachedKComparer(c, in, how, model, rows, code_bytes, k_rope, report).compare();
}

}  // namespace ropekv
