// The options that fuzz, replay and shrink share, as typed.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "fuzz/run_context.h"

namespace ropekv {

struct RunFlags {
  std::string kernel = std::string(kDefaultKernel);
  std::string against;
  std::string device = "auto";
  std::string size, preset;
  std::vector<std::string> only;
  std::vector<std::string> pins;
  std::string timeout;

  void add_to(CLI::App& verb);
  // Which generated cases are meant, but for the seed. Throws CommandError.
  CaseSource case_source() const;
  // What --against means on these devices. Throws CommandError.
  void expect_other_kernel(const std::vector<std::string>& devices) const;
};

// An option that may be given again and again, each time with one value.
CLI::Option* add_repeatable(CLI::App& verb, const std::string& name,
                            std::vector<std::string>& values, const std::string& help);

}  // namespace ropekv
