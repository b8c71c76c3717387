#include "fuzz/shrink_candidates.h"

#include <algorithm>
#include <array>
#include <set>

#include "fuzz/case_weight.h"
#include "fuzz/repair.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

bool take_if_legal(const CasePairs& pairs, const TakeCandidate& take) {
  const auto c = repaired_case(pairs);
  return c && take(*c);
}

// Everything, halves, quarters, ..., single keys.
bool without_keys(const Case& c, const TakeCandidate& take) {
  const CasePairs pairs = case_pairs(c);
  for (size_t length = pairs.size(); length > 0; length = length > 1 ? (length + 1) / 2 : 0) {
    for (size_t begin = 0; begin < pairs.size(); begin += length) {
      CasePairs rest(pairs.begin(), pairs.begin() + begin);
      rest.insert(rest.end(), pairs.begin() + std::min(begin + length, pairs.size()), pairs.end());
      if (take_if_legal(rest, take)) return true;
    }
  }
  return false;
}

// Sizes that belong together, scaled by the same factor: alone none of them could go down.
bool scaled_groups(const Case& c, const TakeCandidate& take) {
  using Field = int64_t Case::*;
  static const std::array<std::vector<Field>, 3> kGroups = {{
      {&Case::num_tokens, &Case::num_slots_given, &Case::num_slots},
      {&Case::num_qo_heads, &Case::num_kv_heads},
      {&Case::head_dim, &Case::rotary_dim, &Case::v_head_dim},
  }};
  for (const auto& group : kGroups) {
    const int64_t first = c.*group[0];
    for (const uint64_t smaller : smaller_numbers(first)) {
      Case candidate = c;
      for (const Field field : group) {
        const double scaled = static_cast<double>(c.*field) * static_cast<double>(smaller) /
                              static_cast<double>(first);
        candidate.*field = std::max<int64_t>(1, static_cast<int64_t>(scaled));
      }
      candidate.*group[0] = static_cast<int64_t>(smaller);
      repair(candidate);
      if (why_not_legal(candidate).empty() && take(candidate)) return true;
    }
  }
  return false;
}

// Seeds have no order worth searching, and come last: another seed makes other data.
bool is_seed(std::string_view key, std::string_view text, size_t number_idx) {
  if (key == "data_seed") return true;
  constexpr std::array<std::string_view, 4> kSeeded = {
      "random:", "edges:", "permuted:", "clustered:"};
  return number_idx == 0 && std::ranges::any_of(kSeeded, [&](std::string_view prefix) {
           return text.starts_with(prefix);
         });
}

bool smaller_values(const Case& c, bool seeds, const TakeCandidate& take) {
  constexpr size_t kMostNumbers = 64;  // of one key: a list may hold thousands
  const CasePairs pairs = case_pairs(c);
  for (size_t at = 0; at < pairs.size(); ++at) {
    const auto& [key, text] = pairs[at];
    const auto numbers = numbers_in(text);
    for (size_t i = 0; i < std::min(numbers.size(), kMostNumbers); ++i) {
      if (is_seed(key, text, i) != seeds) continue;
      for (const uint64_t smaller : smaller_numbers(numbers[i].value)) {
        if (seeds && smaller > 2) break;
        CasePairs changed = pairs;
        changed[at].second = replace_number(text, numbers[i], smaller);
        if (take_if_legal(changed, take)) return true;
      }
    }
  }
  return false;
}

bool smaller_numbers_in_keys(const Case& c, const TakeCandidate& take) {
  return smaller_values(c, false, take);
}

bool smaller_seeds(const Case& c, const TakeCandidate& take) {
  return smaller_values(c, true, take);
}

constexpr std::array<CandidateMaker, 4> kMakers = {without_keys, scaled_groups,
                                                   smaller_numbers_in_keys, smaller_seeds};

}  // namespace

std::span<const CandidateMaker> candidate_makers() {
  return kMakers;
}

std::vector<uint64_t> smaller_numbers(uint64_t n) {
  std::set<uint64_t> values = {0, 1, 2};
  for (uint64_t power = 4; power != 0 && power - 1 < n; power *= 2) {
    values.insert({power - 1, power, power + 1});
  }
  for (const uint64_t unit : {uint64_t{16}, uint64_t{64}, uint64_t{256}}) {
    values.insert((n - std::min<uint64_t>(n, 1)) / unit * unit);
  }
  for (uint64_t step = n / 2; step > 0; step /= 2) values.insert(n - step);
  values.erase(values.lower_bound(n), values.end());
  return {values.begin(), values.end()};
}

}  // namespace ropekv
