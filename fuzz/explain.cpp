#include "fuzz/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace ropekv {
namespace {

struct KeyResult {
  const KeyNeighbours* key;
  std::vector<std::string> fails, holds;  // values
};

std::string list(std::vector<std::string> values) {
  const auto is_number = [](const std::string& text) {
    return text.size() < 19 && text.find_first_not_of("0123456789") == text.npos;
  };
  if (std::ranges::all_of(values, is_number)) {
    std::ranges::sort(values, {}, [](const std::string& text) { return std::stoll(text); });
  }
  return fmt::format("{}", fmt::join(values, ", "));
}

// Partial rotary is its own class of bugs (D1..D20), and has its own words. Empty if they do not
// fit.
std::string rotary_clause(const Case& c, const KeyResult& result) {
  const std::string full = std::to_string(c.head_dim);
  const bool holds_where_full = result.holds == std::vector{full};
  if (std::ranges::count(result.fails, full) || !(holds_where_full || result.holds.empty())) {
    return {};
  }
  return fmt::format("every rotary_dim < head_dim tried ({} of {}){}", list(result.fails), full,
                     holds_where_full ? ", not for rotary_dim = head_dim" : "");
}

std::string clause(const Case& c, KeyResult result) {
  const std::string& key = result.key->key;
  const bool is_full = key == "rotary_dim" && c.rotary_dim == c.head_dim;
  const std::string own = is_full ? std::to_string(c.head_dim) : result.key->value;
  result.fails.insert(result.fails.begin(), own);
  if (key == "rotary_dim") {
    if (std::string text = rotary_clause(c, result); !text.empty()) return text;
  }
  if (result.holds.empty()) return fmt::format("every {} tried ({})", key, list(result.fails));
  return fmt::format("{} {}, not {}", key, list(result.fails), list(result.holds));
}

// The keys that come first in the table are those that people ask for; all would fill the page.
std::string names_of(const std::vector<std::string>& keys) {
  constexpr size_t kMostNames = 8;
  if (keys.size() <= kMostNames + 1) return fmt::format("{}", fmt::join(keys, ", "));
  return fmt::format("{} and {} other keys",
                     fmt::join(keys.begin(), keys.begin() + kMostNames, ", "),
                     keys.size() - kMostNames);
}

std::string sentence_of(const Case& c, const std::vector<KeyResult>& results, int tries,
                        const std::vector<std::string>& untried) {
  std::vector<std::string> matter, all_fail, do_not;
  for (const KeyResult& result : results) {
    if (!result.holds.empty()) {
      matter.push_back(clause(c, result));
    } else if (!result.fails.empty()) {
      // Shrinking could not do without a set key, though every other value of it fails as well.
      (result.key->is_set ? all_fail : do_not)
          .push_back(result.key->is_set ? clause(c, result) : result.key->key);
    }
  }
  matter.insert(matter.end(), all_fail.begin(), all_fail.end());
  std::string text;
  if (!matter.empty()) text = fmt::format("fails for {}", fmt::join(matter, "; "));
  if (!do_not.empty()) {
    text += matter.empty() ? "fails for every value tried of " : "; of those tried, no value of ";
    text += fmt::format("{}{}", names_of(do_not), matter.empty() ? "" : " matters");
  }
  if (text.empty()) return text;
  if (!untried.empty()) text += fmt::format("; no time for {}", names_of(untried));
  return text + fmt::format(" ({} runs)", tries);
}

}  // namespace

Explanation explain(const Case& minimal,
                    const std::function<Seen(const KeyNeighbours&, const Case&)>& try_case,
                    const std::function<bool()>& out_of_time) {
  const std::vector<KeyNeighbours> keys = neighbours_of(minimal);
  std::vector<KeyResult> results;
  std::vector<std::string> untried;
  Explanation explanation;
  for (const KeyNeighbours& key : keys) {
    KeyResult result{&key, {}, {}};
    bool in_time = true;
    for (const Neighbour& other : key.others) {
      in_time = in_time && !out_of_time();
      if (!in_time) break;
      ++explanation.tries;
      const Seen seen = try_case(key, other.c);
      if (seen == Seen::kFails) result.fails.push_back(other.value);
      if (seen == Seen::kHolds) result.holds.push_back(other.value);
    }
    if (!in_time) untried.push_back(key.key);
    // Half a key would be told as the whole.
    if (in_time) results.push_back(std::move(result));
  }
  explanation.sentence = sentence_of(minimal, results, explanation.tries, untried);
  return explanation;
}

}  // namespace ropekv
