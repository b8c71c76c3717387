// Which kernel is meant, in a form that travels to workers: a name of the registry, or the path of
// a plug-in with what it said of itself. Only workers load plug-ins (loaded_kernel.h): whatever one
// does, it does to them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "fuzz/run_context.h"
#include "kernels/registry.h"

namespace ropekv {

struct PluginFacts {
  std::string name, summary;         // its own
  std::string claims;                // what it supports, and how it computes, in words
  ropekv_description description{};  // without its texts
  std::string bytes_hash;            // of the file: another build of it is another kernel
  std::string stamp;                 // of the file: it must not change under a campaign
  bool launches_unclaimed = false;
};

struct KernelRef {
  std::string name = std::string(kDefaultKernel);
  std::optional<PluginFacts> plugin;  // else it is of the registry

  bool launches_unclaimed() const { return plugin && plugin->launches_unclaimed; }
  // What its cases are to be made for; empty: for anything.
  std::optional<ropekv_description> claim() const {
    if (!plugin || plugin->launches_unclaimed) return std::nullopt;
    return plugin->description;
  }
};

nlohmann::json to_json(const KernelRef& ref);
KernelRef kernel_ref_from(const nlohmann::json& json);

// The lines that a run of a plug-in begins with: what it says of itself. Empty for others.
std::string claim_lines(const KernelRef& ref);

// To talk about: a plug-in's cannot be launched. Lives as long as the process.
const Kernel& shown_kernel(const KernelRef& ref);

}  // namespace ropekv
