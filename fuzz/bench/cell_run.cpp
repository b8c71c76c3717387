#include "fuzz/bench/cell_run.h"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "fuzz/bench/launch_graph.h"
#include "fuzz/bench/rounds.h"
#include "fuzz/bench/working_sets.h"
#include "kernels/bench/yardsticks.h"
#include "properties/judge.h"
#include "properties/judge_rules.h"

namespace ropekv {
namespace {

struct Contender {
  const Kernel* kernel;
  ContenderRole role;
};

ContenderRole contender_role(YardstickRole role) {
  switch (role) {
    case YardstickRole::kFloor:
      return ContenderRole::kFloor;
    case YardstickRole::kCopy:
      return ContenderRole::kCopy;
    case YardstickRole::kEmpty:
      return ContenderRole::kEmpty;
    case YardstickRole::kUnfused:
      break;
  }
  return ContenderRole::kUnfused;
}

std::vector<Contender> contenders_of(const CellPlan& plan) {
  std::vector<Contender> contenders;
  for (const Kernel* kernel : plan.kernels) contenders.push_back({kernel, ContenderRole::kKernel});
  for (const Yardstick& yardstick : all_yardsticks()) {
    contenders.push_back({&yardstick.kernel, contender_role(yardstick.role)});
  }
  return contenders;
}

bool must_be_right(const Contender& contender) {
  return contender.role == ContenderRole::kKernel || contender.role == ContenderRole::kUnfused;
}

// All that looks at the launch of this very case. What launches it again in other forms is for
// campaigns: it would take minutes here.
JudgeOptions judge_options() {
  JudgeOptions options;
  options.size = SizeClass::kHuge;
  for (const Property& property : all_properties()) {
    if (property.kind != PropertyKind::kMetamorphic) options.only.push_back(property.name);
  }
  return options;
}

std::string sentence_of(const Kernel& kernel, const Judgement& judgement) {
  std::string sentence = fmt::format("{} {}", kernel.name, verdict_name(judgement.verdict));
  if (!judgement.violations.empty()) {
    const Violation& first = judgement.violations.front();
    sentence += fmt::format(" ({}): {} of {} wrong", first.property, first.errors, first.total);
  }
  if (!judgement.reason.empty()) sentence += fmt::format(": {}", judgement.reason);
  return sentence;
}

// Judges what claims to be right. What is outside a kernel's support is skipped; the rest of the
// cell goes on without it.
void judge_all(const Cell& cell, const std::vector<Contender>& contenders, Lane& lane,
               CellReport* report) {
  for (size_t i = 0; i < contenders.size(); ++i) {
    if (!must_be_right(contenders[i])) continue;
    const Kernel& kernel = *contenders[i].kernel;
    const Judgement judgement = judge(cell.c, kernel, lane, judge_options());
    if (judgement.verdict == Verdict::kPassed) continue;
    if (judgement.verdict == Verdict::kUnsupported) {
      report->timings[i].skipped = judgement.reason;
      continue;
    }
    report->failure = sentence_of(kernel, judgement);
    return;
  }
}

std::unique_ptr<LaunchGraph> graph_of(const Kernel& kernel, const WorkingSets& sets,
                                      cudaStream_t stream, int64_t* launches) {
  const auto num_sets = std::ssize(sets.args());
  *launches = launches_for(1, num_sets);
  LaunchGraph probe(kernel, sets.args(), *launches, stream);
  double seconds = probe.seconds_per_launch();
  for (int i = 0; i < 3; ++i) seconds = std::min(seconds, probe.seconds_per_launch());
  *launches = launches_for(seconds, num_sets);
  return std::make_unique<LaunchGraph>(kernel, sets.args(), *launches, stream);
}

void time_all(const std::vector<Contender>& contenders, const WorkingSets& sets, int64_t rounds,
              CellReport* report) {
  CudaStream stream;
  std::vector<std::unique_ptr<LaunchGraph>> graphs;
  std::vector<Timed> timed;
  std::vector<size_t> timing_idx;
  for (size_t i = 0; i < contenders.size(); ++i) {
    Timing& timing = report->timings[i];
    if (!timing.skipped.empty()) continue;
    try {
      graphs.push_back(graph_of(*contenders[i].kernel, sets, stream, &timing.launches));
      timing.host_ns = host_ns_per_launch(*contenders[i].kernel, sets.args(), stream);
    } catch (const LaunchRejected& rejected) {
      timing.skipped = rejected.what();
      continue;
    }
    LaunchGraph* graph = graphs.back().get();
    timed.push_back({timing.name, [graph] { return graph->seconds_per_launch(); }});
    timing_idx.push_back(i);
  }
  const auto seconds = time_in_rounds(timed, rounds);
  for (size_t i = 0; i < timed.size(); ++i) {
    std::vector<double> microseconds;
    for (const double s : seconds[i]) microseconds.push_back(s * 1e6);
    report->timings[timing_idx[i]].us = spread_of(microseconds);
  }
}

}  // namespace

int64_t l2_bytes_of_this_device() {
  int device = 0;
  int bytes = 0;
  ROPEKV_CUDA_CALL(cudaGetDevice(&device));
  ROPEKV_CUDA_CALL(cudaDeviceGetAttribute(&bytes, cudaDevAttrL2CacheSize, device));
  return bytes;
}

CellReport run_cell(const Cell& cell, const CellPlan& plan, Lane& lane) {
  CellReport report;
  report.cell = cell;
  const auto contenders = contenders_of(plan);
  for (const Contender& contender : contenders) {
    Timing timing;
    timing.name = contender.kernel->name;
    timing.role = contender.role;
    report.timings.push_back(timing);
  }
  const auto start = std::chrono::steady_clock::now();
  judge_all(cell, contenders, lane, &report);
  report.judge_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!report.failure.empty()) return report;

  const Problem problem(cell.c);
  Trial trial(problem, *plan.kernels.front(), lane, poison_for(cell.c));
  trial.paint();
  ROPEKV_CUDA_CALL(cudaDeviceSynchronize());
  const auto stored = std::ssize(problem.model.owned);
  report.bytes = moved_bytes(cell.c, stored);
  report.num_sets =
      num_working_sets(report.bytes, footprint_bytes(cell.c, stored), l2_bytes_of_this_device());
  const WorkingSets sets(problem, lane.arena(problem.arena_bytes), report.num_sets);
  time_all(contenders, sets, plan.rounds, &report);
  return report;
}

}  // namespace ropekv
