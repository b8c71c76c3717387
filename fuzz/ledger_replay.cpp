#include "fuzz/ledger_replay.h"

#include <fmt/format.h>

#include <stdexcept>

#include "fuzz/finding.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

// "is PASSED now", "cannot be judged: ..."; empty if it still fails.
std::string why_not_known(const Case& example, const JudgeCase& judge_case) {
  constexpr int kTries = 3;
  try {
    Judgement judgement;
    for (int i = 0; i < kTries; ++i) {
      judgement = judge_case(example, {});
      if (is_failure(judgement.verdict)) return {};
    }
    return fmt::format("is {} now", verdict_name(judgement.verdict));
  } catch (const std::runtime_error& error) {
    return fmt::format("cannot be judged: {}", error.what());
  }
}

}  // namespace

std::vector<std::string> known_no_more(const KnownFailures& known, const JudgeCase& judge_case,
                                       const std::function<bool()>& stop) {
  std::vector<std::string> sentences;
  for (const KnownFailure& entry : known.entries()) {
    if (stop()) break;
    const std::string why = why_not_known(entry.example, judge_case);
    if (why.empty()) continue;
    sentences.push_back(fmt::format("{}: {} ({}) {}: {}", entry.place, entry.issue, entry.reason,
                                    why, print_case(entry.example)));
  }
  return sentences;
}

}  // namespace ropekv
