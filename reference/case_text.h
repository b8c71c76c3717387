// A case as one line: `rkv1:` and key=value pairs in canonical order, defaults left out, closed by
// a checksum. The line, not the seed, is the reproduction: a key added later defaults to the old
// meaning, so old lines replay for ever.
//
//   rkv1:num_tokens=5,head_dim=128,rotary_dim=64,style=interleaved,dtype=bf16,sum=0a1b2c3d
//
// Lists are runs joined by '+': `7` one value, `7x5` five times 7, `4..9` ascending by one.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/case.h"

namespace ropekv {

inline constexpr size_t kMaxCaseLineBytes = size_t{1} << 20;

struct CaseKey {
  std::string_view name;
  std::string_view default_text;
  std::string_view expects;  // what a value must look like, for the error sentence
  std::function<std::string(const Case&)> print;
  std::function<bool(std::string_view, Case&)> parse;  // false: not such a value
};

// All keys in canonical order. A key's text may refer to earlier keys only (rotary_dim=full).
const std::vector<CaseKey>& case_keys();

// The line with its checksum. Printing what was parsed gives the same line.
std::string print_case(const Case& c);

// Empty, and one sentence in *error that names key and value, if the line is not a legal case.
// The checksum is verified where present.
std::optional<Case> parse_case(std::string_view line, std::string* error);

// The same case with one key set; empty and a sentence if the key, the value or the result is bad.
std::optional<Case> with_key(const Case& c, std::string_view key, std::string_view value,
                             std::string* error);

// The (key, value) pairs that differ from the defaults, in canonical order.
std::vector<std::pair<std::string, std::string>> case_pairs(const Case& c);
// The case that such pairs make. Order does not matter.
std::optional<Case> case_from_pairs(const std::vector<std::pair<std::string, std::string>>& pairs,
                                    std::string* error);

// One sentence if the values do not make a legal case together, else empty.
std::string why_not_legal(const Case& c);

}  // namespace ropekv
