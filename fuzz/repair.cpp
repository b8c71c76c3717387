#include "fuzz/repair.h"

#include <map>

#include "properties/gen/make_legal.h"
#include "reference/case_text.h"
#include "reference/list_file.h"

namespace ropekv {

std::optional<Case> repaired_case(const CasePairs& pairs) {
  const std::map<std::string_view, std::string_view> given(pairs.begin(), pairs.end());
  Case c;
  for (const CaseKey& key : case_keys()) {
    const auto found = given.find(key.name);
    if (!key.parse(found == given.end() ? key.default_text : found->second, c)) return std::nullopt;
  }
  if (!load_list_files(&c, {}).empty()) return std::nullopt;
  make_consistent(&c);
  if (!why_not_legal(c).empty()) return std::nullopt;
  return c;
}

}  // namespace ropekv
