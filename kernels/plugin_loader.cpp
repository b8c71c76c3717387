#include "kernels/plugin_loader.h"

#include <dlfcn.h>

#include "kernels/claim.h"
#include "kernels/elf_check.h"
#include "kernels/foreign_call.h"
#include "kernels/printable.h"

namespace ropekv {
namespace {

template <class Function>
Function symbol(void* library, const char* name) {
  return reinterpret_cast<Function>(dlsym(library, name));
}

template <class Function>
Function required_symbol(void* library, const char* name) {
  const auto function = symbol<Function>(library, name);
  if (function) return function;
  throw PluginError(std::string("it exports no ") + name + " (in C++ it must be extern \"C\")");
}

// Our C++ runtime is linked statically, and a plug-in has one of its own. What the one throws the
// other can catch, but only if it has thrown before: its unwinder sets itself up when it does.
void set_up_unwinder() {
  try {
    throw PluginError("nothing is wrong");
  } catch (const PluginError&) {
  }
}

}  // namespace

Plugin load_plugin(const std::string& path, const std::function<void(const char* step)>& before) {
  if (const std::string why = why_no_library(path); !why.empty()) throw PluginError(why);
  set_up_unwinder();
  const KeepFloatMode keep;
  before("loaded");
  // Without a slash dlopen would look elsewhere.
  const std::string file = path.find('/') == path.npos ? "./" + path : path;
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw PluginError("it cannot be loaded: " + printable(dlerror(), 1000));
  Plugin plugin;
  plugin.path = path;
  const auto describe = required_symbol<ropekv_describe_fn>(library, "ropekv_describe");
  plugin.launch = required_symbol<ropekv_launch_fn>(library, "ropekv_launch");
  plugin.supports = symbol<ropekv_supports_fn>(library, "ropekv_supports");
  before("described");
  plugin.description = read_description(describe);
  plugin.mode = FloatMode();
  return plugin;
}

Kernel kernel_of(const Plugin& plugin, bool launches_unclaimed) {
  Kernel kernel;
  kernel.name = plugin.path;
  kernel.plugin_name = plugin.description.name;
  kernel.supports = plugin.supports;
  kernel.description = plugin.description.fields;
  kernel.description.name = plugin.path.c_str();
  kernel.description.summary = plugin.description.summary.c_str();
  Kernel claim = kernel;
  const auto launch = [claim, launches_unclaimed, mode = plugin.mode, function = plugin.launch](
                          const ropekv_args& args, void* stream, ropekv_error* error) {
    if (!launches_unclaimed) {
      if (ropekv_status s = check_claim(claim, args, error)) return s;
    }
    return call_foreign("ropekv_launch", mode, error,
                        [&](ropekv_error* said) { return function(&args, stream, said); });
  };
  const uint32_t memories = kernel.description.memories;
  if (memories >> ROPEKV_MEMORY_HOST & 1) {
    kernel.launch_host = [launch](const ropekv_args& args, HostLaunch, ropekv_error* error) {
      return launch(args, nullptr, error);
    };
  }
  if (memories >> ROPEKV_MEMORY_CUDA & 1) kernel.launch_cuda = launch;
  return kernel;
}

}  // namespace ropekv
