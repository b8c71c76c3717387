#include "fuzz/run_flags.h"

namespace ropekv {

CLI::Option* add_repeatable(CLI::App& verb, const std::string& name,
                            std::vector<std::string>& values, const std::string& help) {
  return verb.add_option(name, values, help)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
}

void RunFlags::add_to(CLI::App& verb) {
  verb.add_option("--kernel", kernel, "a registered kernel (ropekv list kernels)")
      ->capture_default_str();
  verb.add_option("--device", device, "auto, host, cuda or cuda:N")->capture_default_str();
  verb.add_option("--size", size, "small, default, large or huge: budget of a case")
      ->capture_default_str();
  add_repeatable(verb, "--only", only, "check only this property; repeatable");
  add_repeatable(verb, "--set", pins, "key=value: pin a key of generated cases; repeatable");
  verb.add_option("--timeout", timeout, "per case")->capture_default_str();
}

}  // namespace ropekv
