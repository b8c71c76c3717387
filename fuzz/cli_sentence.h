// What people type, and what we answer when it makes no sense.
#pragma once

#include <string>
#include <vector>

#include "fuzz/cli_fwd.h"

namespace ropekv {

// The arguments with libFuzzer's spellings (-runs=N -seed=S -max_total_time=S -timeout=S) turned
// into ours.
std::vector<std::string> without_aliases(int argc, const char* const* argv);

// One sentence that names argument and value, for an error of CLI11.
std::string sentence_of(const CLI::ParseError& error, const CLI::App& app,
                        const std::vector<std::string>& args);

// One sentence if an option was given nothing, as by a script whose variable is not set; else
// empty.
std::string why_nothing_given(const CLI::App& app);

}  // namespace ropekv
