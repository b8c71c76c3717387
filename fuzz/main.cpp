// ropekv: see `ropekv --help`. Every verb is a file of its own.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "fuzz/commands.h"
#include "fuzz/cpu_check.h"
#include "fuzz/guarded_run.h"
#include "fuzz/last_words.h"
#include "fuzz/worker.h"

namespace ropekv {
namespace {

ExitCode main_of(int argc, char** argv) {
  if (const auto missing = missing_cpu_extension(); !missing.empty()) {
    return complain(ExitCode::kUsage,
                    fmt::format("this CPU has no {}, which this binary was built for", missing));
  }
  if (argc == 2 && std::string_view(argv[1]) == kWorkerVerb) be_a_worker();
  if (argc >= 2 && std::string_view(argv[1]) == "bench") return become_ropekv_bench(argv);
  listen_for_death();
  CLI::App app("Proves, or breaks, CUDA kernels that rotate Q and K and fill a KV cache", "ropekv");
  app.require_subcommand(1);
  RunCommand run;
  add_fuzz_command(app, &run);
  add_replay_command(app, &run);
  add_shrink_command(app, &run);
  add_list_command(app, &run);
  add_import_command(app, &run);
  add_mutate_command(app, &run);
  add_merge_command(app, &run);
  add_status_command(app, &run);
  add_new_plugin_command(app, &run);
  app.add_subcommand("bench", kBenchSummary);
  return run_command_line(app, run, argc, argv);
}

}  // namespace
}  // namespace ropekv

int main(int argc, char** argv) {
  return static_cast<int>(ropekv::main_of(argc, argv));
}
