#include "reference/case_text.h"

#include <cstdio>
#include <map>

#include "reference/hash.h"
#include "reference/list_file.h"
#include "reference/list_text.h"

namespace ropekv {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kPrefix = "rkv1:";

std::string checksum(std::string_view body) {
  char text[9];
  std::snprintf(text, sizeof text, "%08x", static_cast<uint32_t>(mix64(fnv1a64(body))));
  return text;
}

// Error sentences show values, but never a megabyte of them.
std::string shown(std::string_view text) {
  constexpr size_t kMost = 60;
  std::string out;
  for (const char c : text.substr(0, kMost)) out += (c >= 32 && c < 127) ? c : '?';
  return text.size() > kMost ? out + "..." : out;
}

const CaseKey* find_key(std::string_view name) {
  for (const CaseKey& key : case_keys()) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

}  // namespace

Pairs case_pairs(const Case& c) {
  Pairs pairs;
  for (const CaseKey& key : case_keys()) {
    const std::string text = key.print(c);
    if (text != key.default_text) pairs.emplace_back(key.name, text);
  }
  return pairs;
}

std::string print_case(const Case& c) {
  std::string line(kPrefix);
  for (const auto& [name, text] : case_pairs(c)) line += name + '=' + text + ',';
  return line + "sum=" + checksum(line);
}

static std::optional<Case> case_from_pairs_beside(std::string_view folder, const Pairs& pairs,
                                                  std::string* error) {
  std::map<std::string_view, std::string_view> given;
  for (const auto& [name, text] : pairs) {
    if (!find_key(name)) {
      *error = "case key '" + shown(name) + "' is unknown";
      return std::nullopt;
    }
    if (!given.emplace(name, text).second) {
      *error = "case key " + name + " is given twice";
      return std::nullopt;
    }
  }
  Case c;
  for (const CaseKey& key : case_keys()) {  // canonical order: texts may refer to earlier keys
    const auto found = given.find(key.name);
    const std::string_view text = found == given.end() ? key.default_text : found->second;
    if (!key.parse(text, c)) {
      *error = "case key " + std::string(key.name) + " is '" + shown(text) + "': it must be " +
               std::string(key.expects);
      return std::nullopt;
    }
  }
  std::string why = load_list_files(&c, folder);
  if (why.empty()) why = why_not_legal(c);
  if (!why.empty()) {
    *error = why;
    return std::nullopt;
  }
  return c;
}

std::optional<Case> case_from_pairs(const Pairs& pairs, std::string* error) {
  return case_from_pairs_beside({}, pairs, error);
}

std::optional<Case> parse_case(std::string_view line, std::string* error) {
  return parse_case_beside({}, line, error);
}

std::optional<Case> parse_case_beside(std::string_view folder, std::string_view line,
                                      std::string* error) {
  if (line.size() > kMaxCaseLineBytes) {
    *error = "case line has " + std::to_string(line.size()) + " bytes, more than " +
             std::to_string(kMaxCaseLineBytes);
    return std::nullopt;
  }
  if (!line.starts_with(kPrefix)) {
    *error = "case line '" + shown(line) + "' does not start with " + std::string(kPrefix);
    return std::nullopt;
  }
  Pairs pairs;
  for (size_t begin = kPrefix.size(); begin < line.size();) {
    const size_t comma = line.find(',', begin);
    const std::string_view pair = line.substr(begin, comma - begin);
    const size_t equals = pair.find('=');
    if (equals == pair.npos) {
      *error = "case line has '" + shown(pair) + "' where key=value must stand";
      return std::nullopt;
    }
    const std::string_view name = pair.substr(0, equals);
    const std::string_view text = pair.substr(equals + 1);
    if (name == "sum") {
      const std::string expected = checksum(line.substr(0, begin));
      if (text != expected || comma != line.npos) {
        *error = "case key sum is '" + shown(text) + "', the line before it gives " + expected +
                 ": the line is damaged (leave sum out of a line written by hand)";
        return std::nullopt;
      }
      break;
    }
    pairs.emplace_back(name, text);
    if (comma == line.npos) break;
    begin = comma + 1;
    if (begin == line.size()) {
      *error = "case line ends with a comma";
      return std::nullopt;
    }
  }
  return case_from_pairs_beside(folder, pairs, error);
}

std::optional<Case> with_key(const Case& c, std::string_view key, std::string_view value,
                             std::string* error) {
  Pairs pairs = case_pairs(c);
  std::erase_if(pairs, [&](const auto& pair) { return pair.first == key; });
  pairs.emplace_back(key, value);
  return case_from_pairs(pairs, error);
}

}  // namespace ropekv
