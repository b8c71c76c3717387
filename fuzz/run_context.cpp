#include "fuzz/run_context.h"

#include <fmt/format.h>

#include "fuzz/shell_word.h"
#include "fuzz/size_name.h"

namespace ropekv {

std::string RunContext::kernel_options() const {
  std::string options =
      kernel->name == kDefaultKernel ? "" : fmt::format(" --kernel {}", shell_word(kernel->name));
  if (launches_unclaimed) options += " --unclaimed";
  if (!against.empty()) options += fmt::format(" --against {}", shell_word(against));
  return options;
}

std::string RunContext::replay_line_command(std::string_view line) const {
  return fmt::format("ropekv replay '{}'{}", line, kernel_options());
}

std::string RunContext::replay_index_command(uint64_t case_idx) const {
  if (!source) return {};
  std::string command =
      fmt::format("ropekv replay {}:{}{}", source->seed, case_idx, kernel_options());
  if (source->preset) {
    command += fmt::format(" --preset {}", source->preset->name);
  } else if (source->size != SizeClass::kDefault) {
    command += fmt::format(" --size {}", size_name(source->size));
  }
  for (const Pin& pin : source->pins) command += fmt::format(" --set {}={}", pin.key, pin.value);
  return command;
}

}  // namespace ropekv
