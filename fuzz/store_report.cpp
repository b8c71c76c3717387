#include "fuzz/store_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "fuzz/block_choice.h"
#include "fuzz/canary_lines.h"
#include "fuzz/finding_lines.h"
#include "fuzz/fold.h"

namespace ropekv {
namespace {

std::string all_finding_lines(const StoreContent& content, const BlockResult& sum) {
  std::vector<FindingRecord> findings = content.findings;
  for (FindingRecord& finding : findings) {
    const auto count = sum.failures.find(finding.signature);
    finding.num_cases = count == sum.failures.end() ? 0 : count->second.num_cases;
  }
  std::string text = finding_lines(findings);
  for (const auto& [signature, failure] : sum.failures) {
    if (std::ranges::count(content.findings, signature, &FindingRecord::signature)) continue;
    text += fmt::format("  finding   {} in {} cases, first in {}, not yet shrunk: {}\n", signature,
                        failure.num_cases, failure.first_idx, failure.first_line);
  }
  for (const Observation& one : content.observations) {
    text += fmt::format("  finding   case {} {}\n", one.case_idx, one.sentence);
  }
  return text;
}

// Folded, and what nobody has looked into yet as so many of its own.
uint64_t num_findings(const StoreContent& content, const BlockResult& sum) {
  std::set<std::string> others;
  for (const auto& [signature, failure] : sum.failures) {
    const auto& found = content.findings;
    if (!std::ranges::count(found, signature, &FindingRecord::signature)) others.insert(signature);
  }
  for (const Observation& one : content.observations) others.insert(one.signature);
  return fold(content.findings).size() + others.size();
}

}  // namespace

std::string content_report(const StoreContent& content) {
  const BlockChoice choice = choose_blocks(content.blocks);
  BlockResult sum = sum_of(content.blocks, choice);
  sum.stats.findings = num_findings(content, sum);
  std::string text =
      fmt::format("  done      {} cases of seed {}, kernel {}: {}\n", choice.num_counted,
                  content.identity.at("--seed"), content.identity.at("--kernel"),
                  interval_text(choice, content.runs.value_or(0)));
  text += fmt::format("  coverage  {} of {} buckets\n", sum.coverage.num_hit(),
                      sum.coverage.num_buckets());
  text += all_finding_lines(content, sum);
  text += canary_lines(sum.missed_canaries);
  if (choice.num_elsewhere > 0) {
    text += fmt::format("  twice     {} cases were done by shards of other totals as well\n",
                        choice.num_elsewhere);
  }
  text += fmt::format("stat::cases_not_counted: {}\n", choice.num_left_out);
  for (const std::string& line :
       stat_lines(sum.stats, interval_text(choice, content.runs.value_or(0)))) {
    text += line + '\n';
  }
  return text;
}

}  // namespace ropekv
