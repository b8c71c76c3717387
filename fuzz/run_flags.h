// The options that fuzz, replay and shrink share, as typed.
#pragma once

#include <string>
#include <vector>

#include "fuzz/cli_fwd.h"
#include "fuzz/kernel_ref.h"
#include "fuzz/run_context.h"

namespace ropekv {

struct ChosenKernels {
  KernelRef tested;
  std::optional<KernelRef> against;  // to compare it with
};

struct RunFlags {
  std::string kernel = std::string(kDefaultKernel);
  std::string against;
  std::string device = "auto";
  std::string size, preset;
  std::vector<std::string> only;
  std::vector<std::string> pins;
  std::string timeout;
  bool unclaimed = false;

  void add_to(CLI::App& verb);
  // Which generated cases are meant, but for the seed. Throws CommandError.
  CaseSource case_source(const KernelRef& kernel) const;
  // What --kernel, --unclaimed and --against mean. Throws CommandError.
  ChosenKernels choose_kernels() const;
  // Throws CommandError where the second kernel cannot run on these devices.
  void expect_other_kernel(const ChosenKernels& chosen,
                           const std::vector<std::string>& devices) const;
};

// An option that may be given again and again, each time with one value.
CLI::Option* add_repeatable(CLI::App& verb, const std::string& name,
                            std::vector<std::string>& values, const std::string& help);

}  // namespace ropekv
