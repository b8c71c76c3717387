// ropekv replay: runs given cases again, and says of a failing one how often it fails.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "fuzz/campaign_start.h"
#include "fuzz/child_judge.h"
#include "fuzz/choices.h"
#include "fuzz/commands.h"
#include "fuzz/replay_run.h"
#include "fuzz/run_flags.h"
#include "fuzz/stop.h"

namespace ropekv {
namespace {

struct ReplayFlags {
  RunFlags run;
  std::vector<std::string> targets;
  std::string repeat;
  std::string shrink_time = "60s";
  bool shrink = false;
};

ReplayPlan choose_plan(const ReplayFlags& flags, const RunContext& context) {
  constexpr uint64_t kMostReplays = 1'000'000;
  ReplayPlan plan;
  plan.context = context;
  plan.investigate.replays = 3;
  if (!flags.repeat.empty()) {
    plan.repeat = choose_count("--repeat", flags.repeat);
    if (plan.repeat == 0 || plan.repeat > kMostReplays) {
      throw usage_error(
          fmt::format("--repeat is '{}': it must be in 1..{}", flags.repeat, kMostReplays));
    }
    plan.investigate.replays = static_cast<int>(plan.repeat);
  }
  plan.investigate.shrink = flags.shrink;
  plan.investigate.shrink_time = choose_duration("--shrink-time", flags.shrink_time);
  plan.investigate.stop = signal_was_noted;
  plan.investigate.survives = true;
  return plan;
}

ExitCode run_replay(const ReplayFlags& flags) {
  const ChosenKernels kernels = flags.run.choose_kernels();
  const KernelRef& kernel = kernels.tested;
  // A campaign's case is made and judged in the campaign's size class; a line may be larger.
  const bool size_given = !flags.run.size.empty() || !flags.run.preset.empty();
  const CaseSource like = flags.run.case_source(kernel);
  const SizeClass size = size_given ? like.size : SizeClass::kLarge;
  const WorkerConfig worker = line_worker(flags.run, kernels, size);
  const auto targets = replay_targets(flags.targets, like);
  const auto devices = choose_devices(flags.run.device, shown_kernel(kernel));
  flags.run.expect_other_kernel(kernels, devices);
  RunContext context = campaign_context(kernel, {devices[0]}, like);
  context.source.reset();
  context.against = flags.run.against;
  const ReplayPlan plan = choose_plan(flags, context);
  fmt::print("{}", claim_lines(kernel));

  note_signals();
  const Clock::time_point start = Clock::now();
  ChildJudge judge_case(on_device(worker, devices[0]));
  ReplayResult result;
  result.compares = !flags.run.against.empty();
  for (size_t i = 0; i < targets.size(); ++i) {
    result.interrupted = signal_was_noted();
    if (result.interrupted) break;
    replay_one(i, targets[i], plan, std::ref(judge_case), &result);
  }
  result.stats.seconds = Seconds(Clock::now() - start).count();
  print_end(result, targets.size());
  return result.exit_code();
}

}  // namespace

void add_replay_command(CLI::App& app, RunCommand* run) {
  const auto flags = std::make_shared<ReplayFlags>();
  flags->run.timeout = "120s";  // lines may be as large as --size large allows
  CLI::App& verb = *app.add_subcommand("replay", "run given cases again");
  verb.add_option("cases", flags->targets, "CASE line | SEED:K | FILE.case | DIR")->required();
  flags->run.add_to(verb);
  verb.add_option("--repeat", flags->repeat,
                  "run each case this often; without it once, and a failing one 3 times more");
  verb.add_flag("--shrink", flags->shrink, "shrink failing cases");
  verb.add_option("--shrink-time", flags->shrink_time, "per case")->capture_default_str();
  verb.callback([flags, run] { *run = [flags] { return run_replay(*flags); }; });
}

}  // namespace ropekv
