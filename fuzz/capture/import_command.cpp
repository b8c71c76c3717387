// ropekv import: captured launches of an engine as cases.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "fuzz/capture/import_trace.h"
#include "fuzz/commands.h"

namespace ropekv {
namespace {

struct ImportFlags {
  std::string trace, dir;
  bool keep_going = false;
};

ExitCode run_import(const ImportFlags& flags) {
  const Import import = import_trace(flags.trace, flags.keep_going);
  for (const std::string& sentence : import.refused) {
    fmt::print(stderr, "ropekv: {}\n", sentence);
  }
  const bool ended_early = !import.refused.empty() && !flags.keep_going;
  if (!ended_early && import.cases.empty()) {
    throw usage_error(fmt::format("file {} holds no launch{}", flags.trace,
                                  import.refused.empty() ? "" : " that a case can say"));
  }
  if (!ended_early) {
    const auto path = write_import(import, flags.trace, flags.dir);
    fmt::print("{}: {} cases of {} launches\n", path.string(), import.cases.size(),
               import.num_launches - import.refused.size());
  }
  const uint64_t imported = import.num_launches - import.refused.size();
  const uint64_t written = ended_early ? 0 : import.cases.size();
  fmt::print("stat::launches_read: {}\n", import.num_launches);
  fmt::print("stat::launches_refused: {}\n", import.refused.size());
  fmt::print("stat::launches_merged: {}\n", imported - import.cases.size());
  fmt::print("stat::cases_written: {}\n", written);
  fmt::print("stat::list_files_written: {}\n", ended_early ? 0 : import.list_files.size());
  return ended_early ? ExitCode::kUsage : ExitCode::kClean;
}

}  // namespace

void add_import_command(CLI::App& app, RunCommand* run) {
  const auto flags = std::make_shared<ImportFlags>();
  CLI::App& verb =
      *app.add_subcommand("import", "captured launches of an engine as cases (fuzz/capture/)");
  verb.add_option("trace", flags->trace, "TRACE.jsonl, one launch a line")->required();
  verb.add_option("-o", flags->dir, "DIR, which gets TRACE.case")->required();
  verb.add_flag("--keep-going", flags->keep_going, "skip and count launches that are no case");
  verb.callback([flags, run] { *run = [flags] { return run_import(*flags); }; });
}

}  // namespace ropekv
