#include "fuzz/result_line.h"

#include <fmt/format.h>

namespace ropekv {

std::string result_line(uint64_t case_idx, std::string_view line, const Judgement& judgement,
                        const RunContext& context) {
  std::string out = fmt::format("{}:{}", case_idx, verdict_name(judgement.verdict));
  if (!judgement.violations.empty()) {
    const Violation& first = judgement.violations.front();
    out += fmt::format(" ({}) (errors:{} total:{})", first.property, first.errors, first.total);
  } else if (!judgement.reason.empty()) {
    out += fmt::format(" ({})", judgement.reason);
  }
  return out + fmt::format(" ({:.2f} ms) __REPRO: {}", judgement.launch_milliseconds,
                           context.replay_line_command(line));
}

}  // namespace ropekv
