#include "fuzz/guarded_run.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <new>

#include "fuzz/cli_sentence.h"
#include "properties/lane.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

ExitCode run_guarded(const RunCommand& run) {
  try {
    return run();
  } catch (const CommandError& error) {
    return complain(error.exit_code, error.what());
  } catch (const HarnessError& error) {
    return complain(ExitCode::kHarness, fmt::format("the harness is wrong: {}", error.what()));
  } catch (const OutOfMemory& error) {
    return complain(ExitCode::kOutOfMemory, fmt::format("out of memory: {}", error.what()));
  } catch (const std::bad_alloc&) {
    return complain(ExitCode::kOutOfMemory, "out of memory: an allocation of the host failed");
  } catch (const DeviceLost& error) {
    return complain(ExitCode::kDeviceLost, fmt::format("the device is lost: {}", error.what()));
  } catch (const std::exception& error) {
    return complain(ExitCode::kHarness, fmt::format("unexpected error: {}", error.what()));
  }
}

}  // namespace

ExitCode complain(ExitCode code, std::string_view sentence) {
  std::fflush(stdout);
  fmt::print(stderr, "ropekv: {}\n", sentence);
  return code;
}

ExitCode run_command_line(CLI::App& app, const RunCommand& run, int argc, const char* const* argv) {
  const std::vector<std::string> args = without_aliases(argc, argv);
  try {
    // CLI11 takes the arguments without the program's name, last one first.
    std::vector<std::string> reversed(args.rbegin(), args.rend() - 1);
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return static_cast<ExitCode>(app.exit(error));  // --help
    return complain(ExitCode::kUsage, sentence_of(error, app, args));
  }
  if (const std::string why = why_nothing_given(app); !why.empty()) {
    return complain(ExitCode::kUsage, why);
  }
  ExitCode code = run_guarded(run);
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    code = complain(ExitCode::kUsage, "standard output could not be written");
  }
  return code;
}

}  // namespace ropekv
