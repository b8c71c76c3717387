// How every executable of ours answers: errors become one sentence and an exit status.
#pragma once

#include <string_view>

#include "fuzz/commands.h"

namespace ropekv {

// "ropekv: sentence" on stderr, behind all that was printed before. Returns `code`.
ExitCode complain(ExitCode code, std::string_view sentence);

// Parses the command line with the verbs of `app`, and runs what *run was set to.
ExitCode run_command_line(CLI::App& app, const RunCommand& run, int argc, const char* const* argv);

}  // namespace ropekv
