#include "fuzz/known_failures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "fuzz/case_source.h"
#include "fuzz/exit_code.h"
#include "fuzz/trimmed.h"
#include "reference/case_text.h"
#include "reference/list_text.h"

namespace ropekv {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const size_t end = text.find(separator);
    parts.emplace_back(trimmed(text.substr(0, end)));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

const CaseKey* find_key(std::string_view name) {
  const auto found = std::ranges::find(case_keys(), name, &CaseKey::name);
  return found == case_keys().end() ? nullptr : &*found;
}

// The value of a key that is a plain number in every case.
std::optional<int64_t> number_of(const CaseKey& key, const Case& c) {
  int64_t number = 0;
  if (!parse_integer(key.default_text, &number)) return std::nullopt;
  if (!parse_integer(key.print(c), &number)) return std::nullopt;
  return number;
}

bool is_range(const CaseKey& key, std::string_view value) {
  return value.find("..") != value.npos && number_of(key, Case{}).has_value();
}

std::optional<KeyRule> parse_range(const CaseKey& key, std::string_view value, std::string* error) {
  const size_t dots = value.find("..");
  KeyRule rule{std::string(key.name), std::string(value), std::pair<int64_t, int64_t>{}};
  if (parse_integer(value.substr(0, dots), &rule.range->first) &&
      parse_integer(value.substr(dots + 2), &rule.range->second) &&
      rule.range->first <= rule.range->second) {
    return rule;
  }
  *error = "a range must be LOW..HIGH, with LOW <= HIGH";
  return std::nullopt;
}

// Empty and a sentence where the text is no rule.
std::optional<KeyRule> parse_rule(const std::string& text, std::string* error) {
  const size_t equals = text.find('=');
  if (equals != text.npos) {
    const CaseKey* key = find_key(text.substr(0, equals));
    const std::string_view value = std::string_view(text).substr(equals + 1);
    if (key && is_range(*key, value)) return parse_range(*key, value, error);
  }
  const auto pin = parse_pin(text, error);
  if (!pin) return std::nullopt;
  return KeyRule{pin->key, pin->value, std::nullopt};
}

// "acme/rope#12", "#12", "ROPE-12", or a URL: whoever reads the ledger can look it up.
bool is_issue(std::string_view text) {
  if (text.find_first_of(" \t") != text.npos) return false;
  if (text.starts_with("https://") || text.starts_with("http://")) return text.size() > 10;
  const size_t mark = text.find_last_of("#-");
  uint64_t number = 0;
  return mark != text.npos && parse_integer(text.substr(mark + 1), &number) &&
         (text[mark] == '#' || mark > 0);
}

CommandError bad_entry(std::string_view place, const std::string& why) {
  return usage_error(fmt::format("--ledger: {}: {}", place, why));
}

std::vector<std::string> columns_of(std::string_view text, std::string_view place) {
  constexpr std::array<std::string_view, 4> kNames = {"KEYS", "CASE", "ISSUE", "REASON"};
  const auto columns = split(text, '|');
  std::string wrong;
  if (columns.size() != kNames.size()) wrong = fmt::format("it has {} parts", columns.size());
  for (size_t i = 0; wrong.empty() && i < kNames.size(); ++i) {
    if (columns[i].empty()) wrong = fmt::format("its {} is empty", kNames[i]);
  }
  if (wrong.empty()) return columns;
  throw bad_entry(place, fmt::format("an entry is {}: {}", fmt::join(kNames, " | "), wrong));
}

KnownFailure parse_entry(std::string_view text, std::string_view place) {
  const auto refuse = [&](const std::string& why) { return bad_entry(place, why); };
  const auto columns = columns_of(text, place);
  KnownFailure entry{{}, {}, columns[2], columns[3], std::string(place)};
  std::string error;
  for (const std::string& part : split(columns[0], ',')) {
    if (columns[0] == "only") break;
    const auto rule = parse_rule(part, &error);
    if (!rule) throw refuse(fmt::format("'{}': {}", part, error));
    entry.rules.push_back(*rule);
  }
  const auto example = parse_case(columns[1], &error);
  if (!example) throw refuse(error);
  entry.example = *example;
  if (!entry.covers(entry.example)) {
    throw refuse(fmt::format("its case does not have its keys, {}", columns[0]));
  }
  if (!is_issue(entry.issue)) {
    throw refuse(fmt::format(
        "'{}' is no issue: it must be like owner/name#12, #12, KEY-12 or a URL", entry.issue));
  }
  return entry;
}

}  // namespace

// Set to the value that it has, a key changes nothing: so `rotary_dim=64` is `full` of 64 as well.
bool KeyRule::holds(const Case& c) const {
  const CaseKey* found = find_key(key);
  if (range) {
    const auto number = number_of(*found, c);
    return number && *number >= range->first && *number <= range->second;
  }
  Case changed = c;
  return found->parse(value, changed) && changed == c;
}

bool KnownFailure::covers(const Case& c) const {
  if (rules.empty()) return c == example;
  return std::ranges::all_of(rules, [&](const KeyRule& rule) { return rule.holds(c); });
}

const KnownFailure* KnownFailures::covering(const Case& c) const {
  const auto found =
      std::ranges::find_if(entries_, [&](const KnownFailure& one) { return one.covers(c); });
  return found == entries_.end() ? nullptr : &*found;
}

KnownFailures KnownFailures::parse(std::string_view path, std::string text) {
  KnownFailures known;
  known.path_ = path;
  known.text_ = std::move(text);
  std::istringstream lines(known.text_);
  int number = 1;
  for (std::string line; std::getline(lines, line); ++number) {
    const std::string_view entry = trimmed(line);
    if (entry.empty() || entry.starts_with('#')) continue;
    KnownFailure failure = parse_entry(entry, fmt::format("{}:{}", path, number));
    for (const KnownFailure& other : known.entries_) {
      if (other.rules != failure.rules || other.example != failure.example) continue;
      throw bad_entry(failure.place, fmt::format("its KEYS and CASE are those of {}", other.place));
    }
    known.entries_.push_back(std::move(failure));
  }
  return known;
}

KnownFailures KnownFailures::read(const std::string& path) {
  std::ifstream file(path);
  file.peek();  // fails where it is a folder, of which iterators throw
  if (!file.is_open() || file.bad()) {
    throw usage_error(fmt::format("--ledger is '{}': it cannot be read", path));
  }
  return parse(path, {std::istreambuf_iterator<char>(file), {}});
}

}  // namespace ropekv
