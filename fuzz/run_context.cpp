#include "fuzz/run_context.h"

#include <fmt/format.h>

#include "fuzz/size_name.h"

namespace ropekv {
namespace {

std::string kernel_options(const RunContext& context) {
  const std::string_view name = context.kernel->name;
  std::string options = name == kDefaultKernel ? "" : fmt::format(" --kernel {}", name);
  if (!context.against.empty()) options += fmt::format(" --against {}", context.against);
  return options;
}

}  // namespace

std::string RunContext::replay_line_command(std::string_view line) const {
  return fmt::format("ropekv replay '{}'{}", line, kernel_options(*this));
}

std::string RunContext::replay_index_command(uint64_t case_idx) const {
  if (!source) return {};
  std::string command =
      fmt::format("ropekv replay {}:{}{}", source->seed, case_idx, kernel_options(*this));
  if (source->preset) {
    command += fmt::format(" --preset {}", source->preset->name);
  } else if (source->size != SizeClass::kDefault) {
    command += fmt::format(" --size {}", size_name(source->size));
  }
  for (const Pin& pin : source->pins) command += fmt::format(" --set {}={}", pin.key, pin.value);
  return command;
}

}  // namespace ropekv
