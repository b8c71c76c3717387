#include "fuzz/loaded_kernel.h"

#include <fmt/format.h>

#include <map>
#include <mutex>

#include "fuzz/claim_text.h"
#include "fuzz/exit_code.h"
#include "fuzz/file_identity.h"
#include "kernels/plugin_loader.h"

namespace ropekv {
namespace {

struct Loaded {
  Loaded(Plugin from, bool launches_unclaimed)
      : plugin(std::move(from)), kernel(kernel_of(plugin, launches_unclaimed)) {}
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;

  const Plugin plugin;
  const Kernel kernel;
};

}  // namespace

const Kernel& loaded_kernel(const KernelRef& ref, std::string_view option) {
  if (const Kernel* kernel = find_kernel(ref.name)) return *kernel;
  if (ref.plugin && ref.plugin->stamp != file_stamp(ref.name)) {
    throw usage_error(
        fmt::format("{} is '{}': it has changed since this run began", option, ref.name));
  }
  static std::mutex mutex;  // several threads of a worker may want it at once
  static std::map<std::string, Loaded> all;
  const std::lock_guard lock(mutex);
  const auto found = all.find(ref.name);
  if (found != all.end()) return found->second.kernel;
  try {
    Plugin plugin = load_plugin(ref.name, [](const char*) {});
    const bool launches_unclaimed = ref.plugin && ref.plugin->launches_unclaimed;
    return all.try_emplace(ref.name, std::move(plugin), launches_unclaimed).first->second.kernel;
  } catch (const PluginError& error) {
    throw usage_error(fmt::format("{} is '{}': {}", option, ref.name, error.what()));
  }
}

PluginFacts describe_here(const std::string& path, WorkerPage* page) {
  const char* step = "";
  const auto before_step = [&](const char* next) {
    step = next;
    page->begin_case(step);
    page->enter(Phase::kLaunching);
  };
  try {
    const Plugin plugin = load_plugin(path, before_step);
    PluginFacts facts;
    facts.name = plugin.description.name;
    facts.summary = plugin.description.summary;
    facts.claims = claim_text(plugin.description.fields, plugin.supports != nullptr);
    if (plugin.mode != FloatMode()) {
      facts.claims += fmt::format("; loaded, it {}", plugin.mode.text());
    }
    facts.description = plugin.description.fields;
    return facts;
  } catch (const PluginError& error) {
    throw usage_error(error.what());
  } catch (const std::exception& error) {
    throw usage_error(fmt::format("it threw '{}' while it was {}", error.what(), step));
  } catch (...) {
    throw usage_error(fmt::format("it threw an exception while it was {}", step));
  }
}

}  // namespace ropekv
