#include "properties/checks/outputs.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "properties/bad_element.h"
#include "properties/checks/another_launch.h"
#include "properties/tensor_kinds.h"
#include "reference/float_codes.h"

namespace ropekv::checks {
namespace {

constexpr int64_t kMostShown = 4;

bool is_fp8(const Case& c, Tensor tensor) {
  return is_cache(tensor) && c.fp8_cache();
}

bool is_nan(const Case& c, Tensor tensor, uint32_t code) {
  if (!is_fp8(c, tensor)) return is_nan_code(c.dtype, code);
  return c.cache_dtype == CacheDType::kE4M3 ? (code & 0x7F) == 0x7F : (code & 0x7F) > 0x7C;
}

std::string show(const Case& c, Tensor tensor, uint32_t code) {
  if (!is_fp8(c, tensor)) return show_code(c.dtype, code);
  char text[8];
  std::snprintf(text, sizeof text, "0x%02x", code);
  return text;
}

// Which rows of an output, and which dims of them, two launches must agree on.
bool is_comparable(const Problem& problem, Tensor tensor, int64_t row) {
  if (!is_cache(tensor)) return row_is_promised(problem, tensor, row);
  const CacheModel& model = problem.model;
  return !model.has_duplicates() || model.next_token[model.owned[row].first_token] < 0;
}

int64_t first_dim(const Trial& first, Tensor tensor) {
  const bool everything = tensor == Tensor::kVBuffer || first.kernel().description.fixed_order != 0;
  return everything ? 0 : first.problem().c.rotary_dim;
}

int64_t mapped(const std::vector<int64_t>& to, int64_t index) {
  return to.empty() ? index : to[index];
}

// How far apart the outputs of two launches are.
struct Distance {
  int64_t most_ulps = 0;  // 8, 16 or 32 bits wide, as the elements are
  int64_t nans = 0;       // against numbers, which are no distance apart

  void add(const Case& c, Tensor tensor, uint32_t one, uint32_t two) {
    if (is_nan(c, tensor, one) != is_nan(c, tensor, two)) {
      ++nans;
    } else if (!is_nan(c, tensor, one)) {
      const int sign_bit = is_fp8(c, tensor) ? 7 : c.dtype == DType::kF32 ? 31 : 15;
      most_ulps = std::max(most_ulps, std::abs(steps(one, sign_bit) - steps(two, sign_bit)));
    }
  }
  std::string in_words() const {
    std::string text = "at most " + std::to_string(most_ulps) + " ulp apart";
    if (nans > 0) text += ", " + std::to_string(nans) + " times a NaN for a number";
    return text;
  }

 private:
  // Codes in the order of their values, both zeros in one place.
  static int64_t steps(uint32_t code, int sign_bit) {
    const int64_t magnitude = code & ~(1u << sign_bit);
    return code >> sign_bit & 1 ? -magnitude : magnitude;
  }
};

// One output of both launches.
struct Pairing {
  const Trial& first;
  Tensor tensor;
  const Codes& want;
  const Codes& got;
  const Correspondence& where;
  bool nans_are_alike;
  std::string_view which_launch;

  Distance* distance;

  void compare(Violation* violation) const;
  void compare_row(const View& view, int64_t row, Violation* violation) const;
};

void Pairing::compare_row(const View& view, int64_t row, Violation* violation) const {
  const Problem& problem = first.problem();
  const std::vector<int64_t> as_it_was;
  const auto& to_token = is_cache(tensor) ? as_it_was : where.token;
  const auto& to_dim = tensor == Tensor::kVBuffer ? as_it_was : where.dim;
  for (int64_t head = 0; head < view.num_heads; ++head) {
    const int64_t from = (row * view.num_heads + head) * view.dim;
    const int64_t to = (mapped(to_token, row) * view.num_heads + head) * view.dim;
    for (int64_t dim = first_dim(first, tensor); dim < view.dim; ++dim) {
      ++violation->total;
      const uint32_t one = want[from + dim];
      const uint32_t two = got[to + mapped(to_dim, dim)];
      if (one == two) continue;
      if (nans_are_alike && is_nan(problem.c, tensor, one) && is_nan(problem.c, tensor, two)) {
        continue;
      }
      distance->add(problem.c, tensor, one, two);
      if (++violation->errors > kMostShown) continue;
      const int64_t shown_row = is_cache(tensor) ? problem.model.owned[row].slot : row;
      violation->elements.push_back({place_name(tensor, {shown_row, head, dim}),
                                     show(problem.c, tensor, one), show(problem.c, tensor, two),
                                     "in " + std::string(which_launch)});
    }
  }
}

void Pairing::compare(Violation* violation) const {
  const Problem& problem = first.problem();
  if (want.empty() || got.empty()) return;
  const View& view = *problem.place(tensor)->view;
  const int64_t rows = is_cache(tensor) ? std::ssize(problem.model.owned) : view.num_rows;
  for (int64_t row = 0; row < rows; ++row) {
    if (is_comparable(problem, tensor, row)) compare_row(view, row, violation);
  }
}

}  // namespace

bool row_is_promised(const Problem& problem, Tensor tensor, int64_t token) {
  if (!problem.in.position_in_table(token)) return false;
  if (tensor == Tensor::kQRope) return true;
  if (!problem.how.writes_k_rope) return false;
  if (problem.how.rotates_padded_k) return true;
  if (token >= std::ssize(problem.in.slot_mapping)) return false;
  const int64_t slot = problem.in.slot_mapping[token];
  return slot >= 0 && slot < problem.c.num_slots;
}

Outputs read_outputs(const Trial& trial) {
  Outputs outputs;
  for (size_t i = 0; i < kOutputs.size(); ++i) {
    if (trial.problem().place(kOutputs[i])) outputs[i] = trial.read_rows(kOutputs[i]);
  }
  return outputs;
}

Found compare_outputs(const Trial& first, const Outputs& want, const Outputs& got,
                      const Correspondence& where, Nans nans, std::string_view which_launch) {
  const bool any_nan = nans == Nans::kAlike || first.problem().how.canonical_nans;
  Violation violation;
  Distance distance;
  for (size_t i = 0; i < kOutputs.size(); ++i) {
    const Pairing both{first, kOutputs[i], want[i],      got[i],
                       where, any_nan,     which_launch, &distance};
    both.compare(&violation);
  }
  if (violation.errors == 0) return std::nullopt;
  violation.sentence = distance.in_words();
  return violation;
}

Found relaunch(const CheckContext& context, Outputs* outputs) {
  Trial trial = trial_like_first(context);
  Found found = launch_whole(context, trial, "a further launch of the case");
  *outputs = read_outputs(trial);
  return found;
}

Found same_outputs_as_first(const CheckContext& context, const Trial& trial,
                            std::string_view which_launch, Nans nans) {
  const bool fixed_order = context.trial.kernel().description.fixed_order != 0;
  if (fixed_order && trial.output_digest() == context.first_digest) return std::nullopt;
  const Outputs got = read_outputs(trial);
  Outputs want;
  if (Found found = relaunch(context, &want)) return found;
  Found found = compare_outputs(context.trial, want, got, {}, nans, which_launch);
  if (found || !fixed_order || nans == Nans::kAlike) return found;
  const std::string sentence = " gave other bytes than the first launch, and no longer does";
  return Violation{{}, std::string(which_launch) + sentence, 1, 1, {}};
}

Found same_outputs_elsewhere(const CheckContext& context, const Trial& trial,
                             const Correspondence& where, std::string_view which_launch) {
  const bool fixed_order = context.trial.kernel().description.fixed_order != 0;
  const int64_t num_tokens = context.trial.problem().c.num_tokens;
  if (fixed_order && trial.output_digest_elsewhere(where, num_tokens) == context.first_digest) {
    return std::nullopt;
  }
  const Outputs got = read_outputs(trial);
  Outputs want;
  if (Found found = relaunch(context, &want)) return found;
  return compare_outputs(context.trial, want, got, where, Nans::kBitwise, which_launch);
}

}  // namespace ropekv::checks
