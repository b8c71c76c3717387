#include "fuzz/leak_finding.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "fuzz/claim_fit.h"
#include "fuzz/held.h"
#include "fuzz/worker_process.h"
#include "reference/case_text.h"

namespace ropekv {

std::optional<FindingRecord> find_leak(const WorkerConfig& config, const RunContext& context) {
  const std::string line = print_case(fitted_to_claim(Case{}, context.kernel->description));
  WorkerProcess worker(config);
  bool hung = false;
  const auto answer = worker.ask({{"op", "repeat"}, {"line", line}}, &hung);
  const std::string kept = answer ? answer->at("kept").get<std::string>() : "";
  if (kept.empty()) return std::nullopt;
  FindingRecord record;
  record.headline = "leaks";
  record.signature = fmt::format("{}|{}|host", context.kernel->name, record.headline);
  record.line = record.minimal_line = line;
  record.replays = record.replays_failed = kWindows;
  record.replay = "ropekv fuzz --device host --runs 1" + context.kernel_options();
  record.page = fmt::format(
      "{} {}: a launch gives back what it takes\n"
      "  kernel   {} on host\n"
      "  case     {}\n"
      "  kept     {} by each of {} launches of it, which came after {} others\n"
      "  replay   {}\n",
      verdict_name(record.verdict), record.headline, context.kernel->name, line, kept,
      kWindows * kLaunchesOfAWindow, 2 * kLaunchesOfAWindow, record.replay);
  return record;
}

}  // namespace ropekv
