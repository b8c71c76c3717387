// The verb `bench`, in an executable of its own: only that one needs libbenchmark.so.
#pragma once

#include "fuzz/commands.h"

namespace ropekv {

void add_bench_command(CLI::App& app, RunCommand* run);

}  // namespace ropekv
