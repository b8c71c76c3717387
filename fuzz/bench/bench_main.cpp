// ropekv-bench: what `ropekv bench` becomes.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "fuzz/bench/bench_command.h"
#include "fuzz/cpu_check.h"
#include "fuzz/guarded_run.h"

namespace ropekv {
namespace {

ExitCode main_of(int argc, const char* const* argv) {
  if (const auto missing = missing_cpu_extension(); !missing.empty()) {
    return complain(ExitCode::kUsage,
                    fmt::format("this CPU has no {}, which this binary was built for", missing));
  }
  CLI::App app("What `ropekv bench` becomes", "ropekv");
  app.require_subcommand(1);
  RunCommand run;
  add_bench_command(app, &run);
  return run_command_line(app, run, argc, argv);
}

}  // namespace
}  // namespace ropekv

int main(int argc, char** argv) {
  return static_cast<int>(ropekv::main_of(argc, argv));
}
