#include "fuzz/second_opinion.h"

#include <system_error>

#include "fuzz/child_judge.h"
#include "fuzz/exit_code.h"
#include "fuzz/finding.h"
#include "fuzz/signature.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

WorkerConfig alone_like(WorkerConfig config) {
  config.seats = 1;
  config.verbose = false;
  return config;
}

}  // namespace

std::optional<Judgement> judge_in_new_process(const Case& c, const WorkerConfig& config) {
  constexpr int kTries = 3;  // a SIGKILL from outside says nothing
  for (int i = 0; i < kTries; ++i) {
    ChildJudge child(config);
    const ChildJudge::Outcome outcome = child.run(c);
    if (outcome.death && outcome.death->from_outside) continue;
    if (outcome.death) throw_if_harness(*outcome.death);
    return outcome.judgement;
  }
  return std::nullopt;
}

SecondOpinion::SecondOpinion(const WorkerConfig& config)
    : alone_(alone_like(config)), by_block_(config.seats == 1 && config.device == "host") {}

void SecondOpinion::begin_block() {
  if (by_block_) believed_.clear();
}

std::optional<Judgement> SecondOpinion::on(const Case& c, const std::string& signature,
                                           const Kernel& kernel) {
  if (believed_.contains(signature)) return std::nullopt;
  std::optional<Judgement> alone;
  try {
    alone = judge_in_new_process(c, alone_);
  } catch (const OutOfMemory&) {
  } catch (const DeviceLost&) {         // it has no room for a second context
  } catch (const CommandError&) {       // or takes none
  } catch (const std::system_error&) {  // no process to be had
  }
  if (!alone) believed_.insert(signature);  // asking each time would cost as much each time
  if (alone && is_failure(alone->verdict)) believed_.insert(signature_of(*alone, kernel));
  return alone;
}

}  // namespace ropekv
