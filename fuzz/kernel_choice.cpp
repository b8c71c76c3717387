#include "fuzz/kernel_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "fuzz/exit_code.h"
#include "fuzz/file_identity.h"
#include "fuzz/worker_process.h"
#include "kernels/elf_check.h"
#include "properties/lane.h"

namespace ropekv {
namespace {

CommandError refused(const KernelWish& wish, const std::string& why) {
  return usage_error(fmt::format("{} is '{}': {}", wish.option, wish.name, why));
}

bool names_a_file(const std::string& name) {
  std::error_code ignored;
  return name.ends_with(".so") || name.find(".so.") != name.npos ||
         std::filesystem::exists(name, ignored);
}

// Pages and signatures repeat the path.
bool can_be_repeated(const std::string& path) {
  return std::ranges::none_of(path, [](char c) { return (c >= 0 && c < 32) || c == '|'; });
}

[[noreturn]] void refuse_for(const Death& death, const KernelWish& wish) {
  switch (static_cast<ExitCode>(death.exit_status)) {
    case ExitCode::kUsage:
      throw refused(wish, death.how);
    case ExitCode::kOutOfMemory:
      throw OutOfMemory(death.how);
    default:
      break;
  }
  if (death.hung) {
    throw refused(wish, fmt::format("it was not {} within --timeout {}", death.line, wish.timeout));
  }
  throw refused(wish, fmt::format("its process ended with {} while it was {}", death.how,
                                  death.line.empty() ? "started" : death.line));
}

PluginFacts ask_a_worker(const KernelWish& wish) {
  constexpr int kTries = 3;  // a SIGKILL from outside says nothing
  WorkerConfig config;
  config.kernel.name = wish.name;
  config.timeout = wish.timeout;
  Death death;
  for (int i = 0; i < kTries; ++i) {
    WorkerProcess worker(config);
    bool hung = false;
    if (const auto answer = worker.ask({{"op", "describe"}}, &hung)) {
      return kernel_ref_from(*answer).plugin.value();
    }
    death = worker.bury(hung);
    if (!death.from_outside) break;
  }
  refuse_for(death, wish);
}

}  // namespace

KernelRef choose_kernel(const KernelWish& wish) {
  const bool is_registered = find_kernel(wish.name) != nullptr;
  if (!is_registered && !names_a_file(wish.name)) {
    throw refused(wish,
                  "there is no such kernel, see `ropekv list kernels`, and no such file that "
                  "could be a plug-in");
  }
  if (is_registered && wish.launches_unclaimed) {
    throw usage_error(fmt::format("--unclaimed is for plug-ins: {} is none", wish.name));
  }
  KernelRef ref{wish.name, std::nullopt};
  if (is_registered) return ref;
  if (!can_be_repeated(wish.name)) {
    throw refused(wish, "a path must not hold '|' or control characters");
  }
  if (const std::string why = why_no_library(wish.name); !why.empty()) throw refused(wish, why);
  const std::string stamp = file_stamp(wish.name);
  ref.plugin = ask_a_worker(wish);
  ref.plugin->bytes_hash = file_hash(wish.name);
  ref.plugin->stamp = stamp;
  ref.plugin->launches_unclaimed = wish.launches_unclaimed;
  return ref;
}

}  // namespace ropekv
