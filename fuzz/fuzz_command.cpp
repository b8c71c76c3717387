// ropekv fuzz: runs a campaign.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <memory>

#include "fuzz/campaign_start.h"
#include "fuzz/child_judge.h"
#include "fuzz/choices.h"
#include "fuzz/commands.h"
#include "fuzz/console.h"
#include "fuzz/leak_finding.h"
#include "fuzz/ledger_replay.h"
#include "fuzz/reports.h"
#include "fuzz/run_flags.h"
#include "fuzz/same_file.h"
#include "fuzz/seed.h"
#include "fuzz/stop.h"
#include "fuzz/summary.h"
#include "fuzz/supervisor.h"

namespace ropekv {
namespace {

struct FuzzFlags {
  RunFlags run;
  std::string seed, runs, max_total_time, shard, artifact_dir, stop_file, db, junit, jsonl, ledger;
  WorkerChoice workers;
  std::string shrink_time = "60s";
  bool keep_going = false, stop_on_first = false, verbose = false, accept_other_build = false;
};

Shard choose_shard(const std::string& text) {
  if (!text.empty()) {
    if (const auto shard = parse_shard(text)) return *shard;
    throw usage_error(
        fmt::format("--shard is '{}': it must be i/M with 0 <= i < M <= {}", text, kMostShards));
  }
  std::string error;
  const auto shard =
      shard_from_environment([](const char* name) { return std::getenv(name); }, &error);
  if (!shard) throw usage_error(error);
  return *shard;
}

CampaignOptions choose_campaign(const FuzzFlags& flags, const KernelRef& kernel) {
  CampaignOptions options;
  options.source = flags.run.case_source(kernel);
  options.source.seed = flags.seed.empty() ? entropy_seed() : choose_seed("--seed", flags.seed);
  if (const std::string why = options.source.why_pins_refuse_all(); !why.empty()) {
    throw usage_error(fmt::format("--set is '{}': no case of this campaign can have it: {}",
                                  fmt::join(flags.run.pins, "' and '"), why));
  }
  options.shard = choose_shard(flags.shard);
  if (!flags.runs.empty()) options.runs = choose_count("--runs", flags.runs);
  if (!flags.max_total_time.empty()) {
    options.max_total_time = choose_some_time("--max-total-time", flags.max_total_time);
  }
  options.stop_on_first = flags.stop_on_first;
  options.requires_coverage = flags.run.pins.empty() && flags.run.only.empty() &&
                              !options.source.preset && !options.source.claim;
  return options;
}

void print_start(const CampaignOptions& options, const std::string& seed_source) {
  fmt::print("--seed {}{}\n", options.source.seed, seed_source);
  if (!options.shard.is_whole()) {
    fmt::print("shard {}/{}, from {}\n", options.shard.index, options.shard.total,
               options.shard.source);
  }
  std::fflush(stdout);
}

WorkerConfig worker_config(const FuzzFlags& flags, const ChosenKernels& kernels,
                           const CampaignOptions& options) {
  WorkerConfig config = line_worker(flags.run, kernels, options.source.size);
  config.source = options.source;
  config.of_campaign = true;
  choose_duration("--shrink-time", flags.shrink_time);
  config.shrink_time = flags.shrink_time;
  config.verbose = flags.verbose;
  if (!flags.ledger.empty()) config.known = KnownFailures::read(flags.ledger);
  return config;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

void refuse_same_files(const FuzzFlags& flags) {
  const std::string why = why_same_file({{"--db", flags.db, true},
                                         {"--junit", flags.junit},
                                         {"--jsonl", flags.jsonl},
                                         {"--ledger", flags.ledger},
                                         {"--stop-file", flags.stop_file}});
  if (!why.empty()) throw usage_error(why);
}

// With all properties, whatever --only selects: an entry does not say which of them fails.
std::vector<std::string> replay_ledger(const FuzzFlags& flags, const ChosenKernels& kernels,
                                       const WorkerConfig& worker) {
  const SizeClass size = std::max(worker.source.size, SizeClass::kLarge);
  WorkerConfig config = line_worker(flags.run, kernels, size);
  config.only.clear();
  ChildJudge judge_case(on_device(config, worker.device));
  return known_no_more(worker.known, std::ref(judge_case), signal_was_noted);
}

// Of a plug-in with which nothing else is wrong.
void look_for_leak(const FuzzFlags& flags, const ChosenKernels& kernels, const RunContext& context,
                   CampaignListener* listener, CampaignResult* result) {
  const bool looks = kernels.tested.plugin && context.lane == "host" && result->findings.empty();
  if (!looks || !result->came_to_its_end()) return;
  WorkerConfig config = line_worker(flags.run, {kernels.tested, std::nullopt}, SizeClass::kDefault);
  const auto leak = find_leak(on_device(config, "host"), context);
  if (!leak) return;
  listener->on_finding(*leak);
  result->findings.push_back(*leak);
  ++result->stats.findings;
}

ExitCode run_fuzz(const FuzzFlags& flags) {
  note_signals();  // first: a scheduler may send one at once, and expects exit status 72
  refuse_same_files(flags);
  const ChosenKernels kernels = flags.run.choose_kernels();
  const KernelRef& kernel = kernels.tested;
  CampaignOptions options = choose_campaign(flags, kernel);
  const WorkerConfig config = worker_config(flags, kernels, options);
  const std::vector<std::string> devices = choose_devices(flags.run.device, shown_kernel(kernel));
  flags.run.expect_other_kernel(kernels, devices);
  const std::vector<WorkerConfig> workers = choose_workers(flags.workers, config, devices);
  std::optional<ArtifactDir> artifacts;
  if (!flags.artifact_dir.empty()) artifacts.emplace(flags.artifact_dir);
  std::string seed_source = flags.seed.empty() ? "  (from entropy)" : "";
  StoreContent content;
  std::optional<Store> store;
  Identity identity = identity_of(options, workers.front());
  if (!flags.db.empty()) {
    const bool any_seed = flags.seed.empty();
    std::vector<std::string> except;
    if (flags.accept_other_build) except.emplace_back(kBuildPart);
    if (const auto stored = any_seed ? stored_seed(flags.db) : std::nullopt) {
      options.source.seed = *stored;
      seed_source = "  (from --db)";
    }
    identity = identity_of(options, workers.front());
    content.runs = options.runs;
    store.emplace(flags.db, identity, except, &content);
    if (artifacts) artifacts->write_missing(content.findings);
  }

  RunContext context = campaign_context(kernel, devices, options.source);
  context.against = flags.run.against;
  Console console(context,
                  {flags.verbose, environment("GITHUB_ACTIONS") == "true", options.runs,
                   options.max_total_time},
                  artifacts);
  Reports reports(console,
                  {flags.junit, flags.jsonl, environment("GITHUB_STEP_SUMMARY"),
                   workers.front().only, flags.verbose},
                  identity, context);
  print_start(options, seed_source);
  console.print(claim_lines(kernel));
  if (kernels.against) console.print(claim_lines(*kernels.against));
  StopFile stop_file(flags.stop_file);
  const auto ask_to_stop = [&] {
    if (signal_was_noted()) return CampaignEnd::kInterrupted;
    return stop_file.appeared() ? CampaignEnd::kStopFile : CampaignEnd::kDone;
  };
  CampaignBook book(store ? &*store : nullptr, std::move(content),
                    {options.shard.total, options.shard.index}, options.runs);
  book.on_busy([&](const std::string& why) {
    fmt::print(stderr, "ropekv: --db is '{}': {}: what is done is kept, and written later\n",
               flags.db, why);
  });
  for (const FindingRecord& finding : book.known(context)) reports.on_known(finding);
  CampaignResult result = Supervisor(options, workers, context, &book, ask_to_stop, reports).run();
  result.compares = !flags.run.against.empty();
  result.selects = !flags.run.only.empty();
  look_for_leak(flags, kernels, context, &reports, &result);
  result.artifacts_not_written = console.artifacts_not_written();
  if (result.came_to_its_end()) {
    result.known_no_more = replay_ledger(flags, kernels, workers.front());
  }
  reports.on_end(&result);
  console.print(campaign_summary(result, context));
  return result.exit_code();
}

}  // namespace

void add_fuzz_command(CLI::App& app, RunCommand* run) {
  const auto flags = std::make_shared<FuzzFlags>();
  flags->run.timeout = "10s";
  CLI::App& verb = *app.add_subcommand("fuzz", "run a campaign");
  flags->run.add_to(verb);
  verb.add_option("--seed", flags->seed,
                  "decimal, 0x..., or 40 hex digits (a commit); without it from entropy");
  verb.add_option("--runs", flags->runs, "indices 0..N-1 of the campaign");
  verb.add_option("--max-total-time", flags->max_total_time, "90s, 30m, 8h");
  verb.add_option("--shrink-time", flags->shrink_time, "per finding")->capture_default_str();
  verb.add_option("--shard", flags->shard,
                  "i/M: indices k with k mod M = i; else from the environment of Slurm, "
                  "Kubernetes or GoogleTest");
  verb.add_option("--artifact-dir", flags->artifact_dir, "where a .case file per finding goes");
  verb.add_option("--db", flags->db, "campaign store; resumes if it exists");
  verb.add_flag("--accept-other-build", flags->accept_other_build,
                "continue a --db that another build of ropekv began");
  verb.add_option("--workers", flags->workers.workers,
                  "processes for each GPU, or in all on the host lane; default one for each GPU, "
                  "or one for each core");
  verb.add_option("--threads", flags->workers.threads,
                  "of each process, a case at a time each; default one for each core, shared by "
                  "the GPUs; one on the host lane");
  verb.add_option("--junit", flags->junit, "results as JUnit XML, in this file");
  verb.add_option("--jsonl", flags->jsonl, "events as JSON Lines, appended to this file");
  verb.add_option("--ledger", flags->ledger,
                  "known failures: cases that are not launched, each with an issue");
  verb.add_option("--stop-file", flags->stop_file, "end cleanly when this file appears");
  CLI::Option* keep_going =
      verb.add_flag("--keep-going", flags->keep_going, "go on after findings (the default)");
  verb.add_flag("--stop-on-first", flags->stop_on_first, "end after the first finding")
      ->excludes(keep_going);
  verb.add_flag("-v", flags->verbose, "print each case before its launch, and its result");
  verb.callback([flags, run] { *run = [flags] { return run_fuzz(*flags); }; });
}

}  // namespace ropekv
