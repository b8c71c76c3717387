#include "fuzz/fold.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "fuzz/signature.h"
#include "properties/property.h"

namespace ropekv {
namespace {

auto rank(const FindingRecord& finding) {
  const Property* property = find_property(finding.headline);
  const bool relates = property && property->kind == PropertyKind::kMetamorphic;
  return std::tuple(relates, finding.case_idx, finding.signature);
}

bool shows(const FindingRecord& one, const FindingRecord& other) {
  return std::ranges::count(one.shows, symptom_of(other.signature)) > 0;
}

}  // namespace

std::vector<FoldedFinding> fold(const std::vector<FindingRecord>& findings) {
  std::vector<size_t> order(findings.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) { return rank(findings[i]); });
  std::vector<FoldedFinding> folded;
  for (const size_t i : order) {
    const auto is_same = [&](size_t j) {
      return shows(findings[i], findings[j]) || shows(findings[j], findings[i]);
    };
    const auto group = std::ranges::find_if(folded, [&](const FoldedFinding& one) {
      return is_same(one.head) || std::ranges::any_of(one.also, is_same);
    });
    if (group == folded.end()) {
      folded.push_back({i, {}});
    } else {
      group->also.push_back(i);
    }
  }
  return folded;
}

}  // namespace ropekv
