// ropekv shrink: makes one failing case small and prints its failure page.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "fuzz/campaign_start.h"
#include "fuzz/child_judge.h"
#include "fuzz/choices.h"
#include "fuzz/commands.h"
#include "fuzz/failure_page.h"
#include "fuzz/replay_targets.h"
#include "fuzz/result_line.h"
#include "fuzz/run_flags.h"
#include "fuzz/stop.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

struct ShrinkFlags {
  RunFlags run;
  std::string target;
  std::string shrink_time = "60s";
};

ReplayTarget choose_target(const ShrinkFlags& flags, const CaseSource& like) {
  auto targets = replay_targets({flags.target}, like);
  if (targets.size() != 1) {
    throw usage_error(
        fmt::format("'{}' holds {} cases: shrink takes one", flags.target, targets.size()));
  }
  return std::move(targets.front());
}

ExitCode run_shrink(const ShrinkFlags& flags) {
  const ChosenKernels kernels = flags.run.choose_kernels();
  const KernelRef& kernel = kernels.tested;
  const bool size_given = !flags.run.size.empty() || !flags.run.preset.empty();
  const CaseSource like = flags.run.case_source(kernel);
  const WorkerConfig worker =
      line_worker(flags.run, kernels, size_given ? like.size : SizeClass::kLarge);
  const ReplayTarget target = choose_target(flags, like);
  InvestigateOptions options;
  options.shrink_time = choose_duration("--shrink-time", flags.shrink_time);
  options.stop = signal_was_noted;
  options.survives = true;
  const auto devices = choose_devices(flags.run.device, shown_kernel(kernel));
  flags.run.expect_other_kernel(kernels, devices);

  note_signals();
  RunContext context = campaign_context(kernel, {devices[0]}, like);
  context.source = target.source;
  context.against = flags.run.against;
  ChildJudge judge_case(on_device(worker, devices[0]));
  const Judgement judgement = judge_case(target.c, {});
  if (!is_failure(judgement.verdict)) {
    throw usage_error(fmt::format("case {} does not fail on kernel {}: it is {}",
                                  print_case(target.c), kernel.name,
                                  verdict_name(judgement.verdict)));
  }
  fmt::print("{}\n\n", result_line(target.case_idx, print_case(target.c), judgement, context));
  std::fflush(stdout);
  const Finding finding =
      investigate(target.case_idx, target.c, judgement, std::ref(judge_case), options);
  fmt::print("{}", failure_page(finding, context));
  return ExitCode::kFindings;
}

}  // namespace

void add_shrink_command(CLI::App& app, RunCommand* run) {
  const auto flags = std::make_shared<ShrinkFlags>();
  flags->run.timeout = "120s";
  CLI::App& verb = *app.add_subcommand("shrink", "make one failing case small");
  verb.add_option("case", flags->target, "CASE line | SEED:K | FILE.case with one case")
      ->required();
  flags->run.add_to(verb);
  verb.add_option("--shrink-time", flags->shrink_time, "in all")->capture_default_str();
  verb.callback([flags, run] { *run = [flags] { return run_shrink(*flags); }; });
}

}  // namespace ropekv
