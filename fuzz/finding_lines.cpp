#include "fuzz/finding_lines.h"

#include <fmt/format.h>

#include "fuzz/fold.h"

namespace ropekv {

std::string finding_lines(const std::vector<FindingRecord>& findings) {
  std::string text;
  const auto put = [&](std::string_view what, const FindingRecord& finding) {
    text += fmt::format("  {:<9} {} {} in {} cases, first in {}: {}\n", what,
                        verdict_name(finding.verdict), finding.headline, finding.num_cases,
                        finding.case_idx, finding.replay);
  };
  for (const FoldedFinding& one : fold(findings)) {
    put("finding", findings[one.head]);
    for (const size_t i : one.also) put("also", findings[i]);
  }
  return text;
}

}  // namespace ropekv
