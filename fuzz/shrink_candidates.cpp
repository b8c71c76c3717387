#include "fuzz/shrink_candidates.h"

#include <algorithm>
#include <array>

#include "fuzz/case_weight.h"
#include "fuzz/repair.h"
#include "fuzz/smaller_numbers.h"
#include "properties/gen/make_legal.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

bool take_if_legal(const CasePairs& pairs, const TakeCandidate& take) {
  const auto c = repaired_case(pairs);
  return c && take(*c);
}

// One key of the case alone, and with a second token: a single token stands at position 0, where
// the rotation is the identity and hides what a fault needs two keys to show otherwise.
bool single_keys(const Case& c, const TakeCandidate& take) {
  const std::pair<std::string, std::string> two_tokens = {"num_tokens", "2"};
  if (take_if_legal({}, take) || take_if_legal({two_tokens}, take)) return true;
  for (const auto& pair : case_pairs(c)) {
    if (take_if_legal({pair}, take)) return true;
    if (pair.first != "num_tokens" && take_if_legal({two_tokens, pair}, take)) return true;
  }
  return false;
}

// Everything, halves, quarters, ..., single keys are left out.
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
  static const std::array<std::vector<Field>, 4> kGroups = {{
      {&Case::page_size, &Case::num_slots},
      {&Case::num_tokens, &Case::num_slots_given, &Case::num_slots},
      {&Case::num_qo_heads, &Case::num_kv_heads},
      {&Case::head_dim, &Case::rotary_dim, &Case::v_head_dim},
  }};
  for (const auto& group : kGroups) {
    const int64_t first = c.*group[0];
    if (first <= 0) continue;
    // The default first, although it may be larger: it is one key less.
    std::vector<uint64_t> targets = smaller_numbers(first);
    targets.insert(targets.begin(), Case{}.*group[0]);
    for (const uint64_t target : targets) {
      Case candidate = c;
      for (const Field field : group) {
        const double scaled = static_cast<double>(c.*field) * static_cast<double>(target) /
                              static_cast<double>(first);
        candidate.*field = std::max<int64_t>(1, static_cast<int64_t>(scaled));
      }
      candidate.*group[0] = static_cast<int64_t>(target);
      make_consistent(&candidate);
      if (why_not_legal(candidate).empty() && take(candidate)) return true;
    }
  }
  return false;
}

// A pattern that a person can see in place of a seeded one.
bool plainer_patterns(const Case& c, const TakeCandidate& take) {
  using Pattern = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Pattern, 11> kPlainPatterns = {{{"holes", "all"},
                                                       {"holes", "tail:1"},
                                                       {"holes", "every:2"},
                                                       {"slots", "iota:1"},
                                                       {"slots", "tail"},
                                                       {"positions", "same:1"},
                                                       {"positions", "iota:1"},
                                                       {"positions", "descending:1"},
                                                       {"positions", "random:0"},
                                                       {"k_scale", "2"},
                                                       {"v_scale", "2"}}};
  const CasePairs pairs = case_pairs(c);
  for (const auto& [key, pattern] : kPlainPatterns) {
    for (size_t at = 0; at < pairs.size(); ++at) {
      if (pairs[at].first != key) continue;
      CasePairs changed = pairs;
      changed[at].second = pattern;
      if (take_if_legal(changed, take)) return true;
    }
  }
  return false;
}

// One misaligned tensor in place of several.
bool fewer_misaligned(const Case& c, const TakeCandidate& take) {
  for (uint32_t bit = 1; bit < c.misaligned.tensors; bit <<= 1) {
    if ((c.misaligned.tensors & bit) == 0) continue;
    Case candidate = c;
    candidate.misaligned.tensors = bit;
    if (why_not_legal(candidate).empty() && take(candidate)) return true;
  }
  return false;
}

// Seeds have no order worth searching, and come last: another seed makes other data.
bool is_seed(std::string_view key, std::string_view text, size_t number_idx) {
  if (key == "data_seed") return true;
  constexpr std::array<std::string_view, 6> kSeeded = {
      "random:", "edges:", "permuted:", "clustered:", "colliding:", "serving:"};
  return number_idx == 0 && std::ranges::any_of(kSeeded, [&](std::string_view prefix) {
           return text.starts_with(prefix);
         });
}

bool smaller_values(const Case& c, bool seeds, const TakeCandidate& take) {
  constexpr size_t kMostNumbers = 64;  // of one key: a list may hold thousands
  const CasePairs pairs = case_pairs(c);
  for (size_t at = 0; at < pairs.size(); ++at) {
    const auto& [key, text] = pairs[at];
    if (text.starts_with("file:")) continue;  // the numbers in its name are no sizes
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

constexpr std::array<CandidateMaker, 7> kMakers = {single_keys,      without_keys,
                                                   plainer_patterns, fewer_misaligned,
                                                   scaled_groups,    smaller_numbers_in_keys,
                                                   smaller_seeds};

}  // namespace

std::span<const CandidateMaker> candidate_makers() {
  return kMakers;
}

}  // namespace ropekv
