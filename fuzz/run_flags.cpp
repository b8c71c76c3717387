#include "fuzz/run_flags.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "fuzz/choices.h"
#include "fuzz/exit_code.h"
#include "fuzz/kernel_choice.h"
#include "properties/other_kernel.h"

namespace ropekv {

CLI::Option* add_repeatable(CLI::App& verb, const std::string& name,
                            std::vector<std::string>& values, const std::string& help) {
  return verb.add_option(name, values, help)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
}

void RunFlags::add_to(CLI::App& verb) {
  verb.add_option("--kernel", kernel,
                  "a registered kernel (ropekv list kernels), or a plug-in: FILE.so")
      ->capture_default_str();
  verb.add_option("--against", against,
                  "a second kernel: each case that it supports is compared, bit for bit where "
                  "both compute alike");
  verb.add_option("--device", device, "auto, host, cuda or cuda:N; fuzz also all")
      ->capture_default_str();
  verb.add_option("--size", size, "small, default, large or huge: budget of a case");
  verb.add_option("--preset", preset, "a named mix of cases (ropekv list schedule)");
  add_repeatable(verb, "--only", only, "check only this property; repeatable");
  add_repeatable(verb, "--set", pins, "key=value: pin a key of generated cases; repeatable");
  verb.add_option("--timeout", timeout, "per case")->capture_default_str();
  verb.add_flag("--unclaimed", unclaimed,
                "launch a plug-in with what it does not claim as well: it may reject that");
}

ChosenKernels RunFlags::choose_kernels() const {
  choose_some_time("--timeout", timeout);
  ChosenKernels chosen{choose_kernel({"--kernel", kernel, unclaimed, timeout}), std::nullopt};
  if (against.empty()) return chosen;
  if (against == kernel) {
    throw usage_error(
        fmt::format("--against is '{}': it is the kernel under test itself", against));
  }
  chosen.against = choose_kernel({"--against", against, false, timeout});
  return chosen;
}

void RunFlags::expect_other_kernel(const ChosenKernels& chosen,
                                   const std::vector<std::string>& devices) const {
  if (!chosen.against) {
    if (std::ranges::count(only, kEqualsTheOtherKernel) == 0) return;
    throw usage_error(fmt::format("--only is '{}': it needs --against", kEqualsTheOtherKernel));
  }
  const Kernel& other = shown_kernel(*chosen.against);
  const bool on_host = devices[0] == "host";
  if (on_host ? !other.launch_host : !other.launch_cuda) {
    throw usage_error(
        fmt::format("--against is '{}': it has no form for lane {}", against, devices[0]));
  }
}

CaseSource RunFlags::case_source(const KernelRef& kernel) const {
  CaseSource source;
  source.claim = kernel.claim();
  source.size = choose_size(size.empty() ? "default" : size);
  source.pins = choose_pins(pins);
  if (preset.empty()) return source;
  source.preset = find_preset(preset);
  if (!source.preset) {
    std::vector<std::string_view> names;
    for (const Preset& preset : all_presets()) names.push_back(preset.name);
    throw usage_error(
        fmt::format("--preset is '{}': it must be {}", preset, fmt::join(names, " or ")));
  }
  if (!size.empty()) {
    throw usage_error(
        fmt::format("--size is '{}': the cases of --preset {} have their own sizes", size, preset));
  }
  source.size = source.preset->size;
  return source;
}

}  // namespace ropekv
