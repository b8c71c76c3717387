// Kernels of other people: any shared library that exports what contract.h asks for. Loading one
// runs its code (constructors, ropekv_describe), which may do anything: in a worker, please.
#pragma once

#include <functional>
#include <string>

#include "kernels/float_mode.h"
#include "kernels/plugin_description.h"
#include "kernels/registry.h"

namespace ropekv {

struct Plugin {
  std::string path;  // as typed
  PluginDescription description;
  ropekv_launch_fn launch = nullptr;
  ropekv_supports_fn supports = nullptr;  // null: it has none
  FloatMode mode = {};  // that loading it left: it computes so wherever it is loaded
};

// Loads it for as long as the process lives. `before` is called with what is about to run, and may
// not return: "loaded", "described". Throws PluginError.
Plugin load_plugin(const std::string& path, const std::function<void(const char* step)>& before);

// What lies outside its claim is rejected in front of it, unless `launches_unclaimed`. The plug-in
// must outlive the kernel.
Kernel kernel_of(const Plugin& plugin, bool launches_unclaimed);

}  // namespace ropekv
