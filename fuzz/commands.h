// The verbs of the command. Each adds its subcommand; when that is the one typed, *run is set to
// what does it.
#pragma once

#include <functional>

#include "fuzz/cli_fwd.h"
#include "fuzz/exit_code.h"

namespace ropekv {

using RunCommand = std::function<ExitCode()>;

void add_fuzz_command(CLI::App& app, RunCommand* run);
void add_replay_command(CLI::App& app, RunCommand* run);
void add_shrink_command(CLI::App& app, RunCommand* run);
void add_list_command(CLI::App& app, RunCommand* run);
void add_import_command(CLI::App& app, RunCommand* run);
void add_mutate_command(CLI::App& app, RunCommand* run);
void add_merge_command(CLI::App& app, RunCommand* run);
void add_status_command(CLI::App& app, RunCommand* run);
void add_new_plugin_command(CLI::App& app, RunCommand* run);

// `bench` is an executable of its own beside this one (fuzz/bench/): only that one needs
// libbenchmark.so.
inline constexpr const char* kBenchSummary = "time kernels, after verifying the very case timed";
// Comes back only if there is no such executable.
ExitCode become_ropekv_bench(char** argv);

}  // namespace ropekv
