#include "fuzz/kernel_ref.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "reference/harness_error.h"

namespace ropekv {
namespace {

using Json = nlohmann::json;

using D = ropekv_description;

constexpr uint32_t D::*kMasks[] = {&D::memories,     &D::styles,       &D::dtypes,
                                   &D::table_dtypes, &D::cache_dtypes, &D::position_dtypes,
                                   &D::slot_dtypes};
constexpr int32_t D::*kNumbers[] = {&D::max_head_dim,
                                    &D::max_page_size,
                                    &D::min_alignment_bytes,
                                    &D::in_place,
                                    &D::out_of_place,
                                    &D::writes_k_rope,
                                    &D::rotates_padded_k,
                                    &D::skips_negative_slots,
                                    &D::bounds_safe,
                                    &D::arith,
                                    &D::table,
                                    &D::ftz,
                                    &D::nan_payload,
                                    &D::fp8_source,
                                    &D::fp8_scaling,
                                    &D::fp8_saturates,
                                    &D::fixed_order};

Json to_json(const D& description) {
  Json masks = Json::array(), numbers = Json::array();
  for (const auto mask : kMasks) masks.push_back(description.*mask);
  for (const auto number : kNumbers) numbers.push_back(description.*number);
  return {{"masks", masks}, {"numbers", numbers}};
}

D description_from(const Json& json) {
  D description{};
  for (size_t i = 0; i < std::size(kMasks); ++i) {
    json.at("masks").at(i).get_to(description.*kMasks[i]);
  }
  for (size_t i = 0; i < std::size(kNumbers); ++i) {
    json.at("numbers").at(i).get_to(description.*kNumbers[i]);
  }
  return description;
}

Json to_json(const PluginFacts& facts) {
  return {{"name", facts.name},
          {"summary", facts.summary},
          {"claims", facts.claims},
          {"description", to_json(facts.description)},
          {"bytes_hash", facts.bytes_hash},
          {"stamp", facts.stamp},
          {"launches_unclaimed", facts.launches_unclaimed}};
}

PluginFacts plugin_facts_from(const Json& json) {
  PluginFacts facts;
  json.at("name").get_to(facts.name);
  json.at("summary").get_to(facts.summary);
  json.at("claims").get_to(facts.claims);
  facts.description = description_from(json.at("description"));
  json.at("bytes_hash").get_to(facts.bytes_hash);
  json.at("stamp").get_to(facts.stamp);
  json.at("launches_unclaimed").get_to(facts.launches_unclaimed);
  return facts;
}

// Its kernel points at what it holds itself.
struct Shown {
  explicit Shown(const KernelRef& from) : ref(from) {
    const PluginFacts& plugin = ref.plugin.value();
    kernel.name = ref.name;
    kernel.plugin_name = plugin.name;
    kernel.description = plugin.description;
    kernel.description.name = ref.name.c_str();
    kernel.description.summary = plugin.summary.c_str();
    const auto not_here = [](const auto&...) -> ropekv_status {
      throw HarnessError("a plug-in was launched by a process that does not load it");
    };
    const uint32_t memories = plugin.description.memories;
    if (memories >> ROPEKV_MEMORY_HOST & 1) kernel.launch_host = not_here;
    if (memories >> ROPEKV_MEMORY_CUDA & 1) kernel.launch_cuda = not_here;
  }
  Shown(const Shown&) = delete;
  Shown& operator=(const Shown&) = delete;

  const KernelRef ref;
  Kernel kernel{};
};

}  // namespace

Json to_json(const KernelRef& ref) {
  Json json = {{"name", ref.name}};
  if (ref.plugin) json["plugin"] = to_json(*ref.plugin);
  return json;
}

KernelRef kernel_ref_from(const Json& json) {
  KernelRef ref;
  json.at("name").get_to(ref.name);
  if (json.contains("plugin")) ref.plugin = plugin_facts_from(json.at("plugin"));
  return ref;
}

std::string claim_lines(const KernelRef& ref) {
  if (!ref.plugin) return {};
  const PluginFacts& plugin = *ref.plugin;
  const char* also = plugin.launches_unclaimed ? "; and launched with what it does not claim" : "";
  return fmt::format("plug-in {}{}{}\nclaims  {}{}\n", plugin.name,
                     plugin.summary.empty() ? "" : ": ", plugin.summary, plugin.claims, also);
}

const Kernel& shown_kernel(const KernelRef& ref) {
  if (!ref.plugin) {
    if (const Kernel* kernel = find_kernel(ref.name)) return *kernel;
    throw HarnessError("there is no kernel " + ref.name);
  }
  static std::map<std::string, Shown> all;
  return all.try_emplace(ref.name, ref).first->second.kernel;
}

}  // namespace ropekv
