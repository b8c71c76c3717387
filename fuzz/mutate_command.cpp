// ropekv mutate: the score of the harness itself, over kernels that are wrong on purpose.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <thread>

#include "fuzz/campaign_start.h"
#include "fuzz/choices.h"
#include "fuzz/commands.h"
#include "fuzz/mutation_files.h"
#include "fuzz/mutation_score.h"
#include "fuzz/mutation_text.h"
#include "fuzz/run_flags.h"
#include "fuzz/same_file.h"
#include "fuzz/seed.h"
#include "fuzz/stop.h"
#include "fuzz/whole_file.h"
#include "fuzz/worker_process.h"

namespace ropekv {
namespace {

constexpr uint64_t kMostSeeds = 1000;
constexpr uint64_t kMostWorkers = 256;
constexpr uint64_t kWorkersOfAGpu = 4;  // while one starts, the others run
constexpr std::string_view kNotTheEnd = "ropekv mutate has not come to its end\n";

struct MutateFlags {
  std::vector<std::string> kernels;
  std::string device = "auto";
  std::string seed, seeds, workers, max_total_time;
  std::string runs = "2000", timeout = "10s", matrix_cases = "300";
  bool matrix = false;
  std::string json, markdown, markdown_full;
};

uint64_t choose_in(std::string_view option, const std::string& text, uint64_t least,
                   uint64_t most) {
  const uint64_t count = choose_count(option, text);
  if (count >= least && count <= most) return count;
  throw usage_error(fmt::format("{} is '{}': it must be in {}..{}", option, text, least, most));
}

void choose_seeds(const MutateFlags& flags, MutationPlan* plan) {
  if (flags.seeds.empty()) {
    if (flags.seed.empty()) return;
    plan->first_seed = plan->last_seed = choose_seed("--seed", flags.seed);
    return;
  }
  const size_t dots = std::min(flags.seeds.find(".."), flags.seeds.size());
  const auto first = parse_seed(flags.seeds.substr(0, dots));
  const auto last = parse_seed(flags.seeds.substr(std::min(dots + 2, flags.seeds.size())));
  if (!first || !last || *first > *last || *last - *first >= kMostSeeds) {
    throw usage_error(fmt::format("--seeds is '{}': it must be A..B, with A <= B, of at most {}",
                                  flags.seeds, kMostSeeds));
  }
  plan->first_seed = *first;
  plan->last_seed = *last;
}

MutationPlan choose_plan(const MutateFlags& flags) {
  MutationPlan plan;
  plan.targets = choose_targets(flags.kernels, false);  // before any device is asked for
  choose_seeds(flags, &plan);
  plan.runs = choose_in("--runs", flags.runs, 1, 1'000'000'000);
  if (flags.matrix) {
    plan.matrix_cases = choose_in("--matrix-cases", flags.matrix_cases, 1, 1'000'000);
    if (!flags.seeds.empty()) {
      throw usage_error(
          fmt::format("--seeds is '{}': a matrix is of one seed, give --seed", flags.seeds));
    }
  }
  choose_some_time("--timeout", flags.timeout);
  plan.timeout = flags.timeout;
  if (!flags.workers.empty()) choose_in("--workers", flags.workers, 1, kMostWorkers);
  plan.devices = choose_devices(flags.device, *plan.targets.front().mutant);
  const bool on_cuda = plan.devices.front() != "host";
  plan.targets = choose_targets(flags.kernels, on_cuda);
  plan.asked_for = flags.kernels;
  const uint64_t cores = std::max(1u, std::thread::hardware_concurrency());
  plan.workers = !flags.workers.empty() ? choose_count("--workers", flags.workers)
                 : on_cuda              ? std::min(cores, kWorkersOfAGpu) * plan.devices.size()
                                        : cores;
  return plan;
}

struct OutFile {
  std::string option, path;
  std::string (*text)(const MutationReport& report);
};

std::vector<OutFile> out_files(const MutateFlags& flags) {
  std::vector<OutFile> files = {{"--json", flags.json, mutation_json},
                                {"--markdown", flags.markdown, mutation_markdown},
                                {"--markdown-full", flags.markdown_full, mutation_markdown_full}};
  std::vector<NamedFile> named;
  for (const OutFile& file : files) named.push_back({file.option, file.path});
  if (const std::string why = why_same_file(named); !why.empty()) throw usage_error(why);
  std::erase_if(files, [](const OutFile& file) { return file.path.empty(); });
  return files;
}

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

ExitCode run_mutate(const MutateFlags& flags) {
  note_signals();
  const Clock::time_point start = Clock::now();
  std::optional<Clock::duration> most_time;
  if (!flags.max_total_time.empty()) {
    most_time = choose_some_time("--max-total-time", flags.max_total_time);
  }
  const std::vector<OutFile> files = out_files(flags);
  MutationReport report;
  report.plan = choose_plan(flags);
  const std::string& device = report.plan.devices.front();
  report.lane = device == "host" ? "host" : "cuda";
  report.device = device == "host" ? "host" : cuda_device_names().at(0);
  for (const OutFile& file : files) expect_room_for_file(file.option, file.path);
  for (const OutFile& file : files) {
    write_whole_file(file.option, file.path, std::string(kNotTheEnd));
  }

  print(mutation_start(report));
  const auto stop = [&] {
    return signal_was_noted() || (most_time && Clock::now() - start >= *most_time);
  };
  report.results = run_mutants(
      report.plan, stop, [&](const MutantResult& result) { print(mutant_line(result, report)); });
  report.seconds = Seconds(Clock::now() - start).count();
  report.interrupted = signal_was_noted();
  print(mutation_summary(report));
  for (const OutFile& file : files) write_whole_file(file.option, file.path, file.text(report));
  return mutation_exit_code(report.results, report.interrupted);
}

}  // namespace

void add_mutate_command(CLI::App& app, RunCommand* run) {
  const auto flags = std::make_shared<MutateFlags>();
  CLI::App& verb = *app.add_subcommand("mutate", "mutation score of the harness");
  add_repeatable(verb, "--kernel", flags->kernels,
                 "only this mutant (ropekv list mutants), or those of a pattern such as "
                 "'mutant/fp8_*'; repeatable");
  verb.add_option("--device", flags->device, "auto, host, cuda, cuda:N or all")
      ->capture_default_str();
  CLI::Option* seed = verb.add_option("--seed", flags->seed, "of the campaigns; default 1");
  verb.add_option("--seeds", flags->seeds, "A..B: each mutant by each of these seeds")
      ->excludes(seed);
  verb.add_option("--runs", flags->runs, "most cases of a mutant and seed")->capture_default_str();
  verb.add_option("--workers", flags->workers,
                  "mutants at a time; default one for each core, at most 4 for each GPU");
  CLI::Option* matrix = verb.add_flag("--matrix", flags->matrix,
                                      "all properties on the cases from the first kill on");
  verb.add_option("--matrix-cases", flags->matrix_cases, "so many of them")
      ->capture_default_str()
      ->needs(matrix);
  verb.add_option("--json", flags->json, "everything, in this file");
  verb.add_option("--markdown", flags->markdown, "score by class and property, or by seeds");
  verb.add_option("--markdown-full", flags->markdown_full, "each mutant and who killed it");
  verb.add_option("--max-total-time", flags->max_total_time,
                  "90s, 30m: what is not judged by then is named, and is no kill");
  verb.add_option("--timeout", flags->timeout, "per case")->capture_default_str();
  verb.callback([flags, run] { *run = [flags] { return run_mutate(*flags); }; });
}

}  // namespace ropekv
