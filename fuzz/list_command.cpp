// ropekv list: what is registered, and what this machine has.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "fuzz/commands.h"
#include "kernels/registry.h"
#include "properties/coverage.h"
#include "properties/lane.h"
#include "properties/property.h"

namespace ropekv {
namespace {

size_t widest_kernel_name() {
  size_t width = 0;
  for (const Kernel& kernel : all_kernels()) width = std::max(width, kernel.name.size());
  return width;
}

std::string lanes_of(const Kernel& kernel) {
  return fmt::format("{}{}", kernel.launch_host ? "host " : "", kernel.launch_cuda ? "cuda" : "");
}

void list_kernels() {
  for (const Kernel& kernel : all_kernels()) {
    fmt::print("{:<{}}  {:<9}  {}\n", kernel.name, widest_kernel_name(), lanes_of(kernel),
               kernel.description.summary);
  }
}

void list_mutants() {
  for (const Kernel& kernel : all_kernels()) {
    if (kernel.bug.empty()) continue;
    fmt::print("{:<{}}  {:<3}  {}\n", kernel.name, widest_kernel_name(), kernel.museum, kernel.bug);
  }
}

void list_properties() {
  for (const Property& property : all_properties()) {
    fmt::print("{}\n", property.name);
    fmt::print("    claim       {}\n", property.claim);
    fmt::print("    applies to  {}\n", property.applies_to);
    fmt::print("    finds       {}\n", property.bug_class);
    fmt::print("    killed      {}\n\n", property.mutant);
  }
}

void list_devices() {
  fmt::print("host\n");
  for (int i = 0; i < num_cuda_devices(); ++i) {
    const auto lane = make_cuda_lane(i);
    fmt::print("{}  {}\n", lane->name(), lane->device_name());
  }
}

void list_schedule() {
  fmt::print("A campaign counts the cases that fall into each of these buckets:\n");
  for (const Bucket& bucket : all_buckets()) fmt::print("  {}\n", bucket.name);
}

struct Topic {
  std::string_view name;
  void (*print)();
};

constexpr std::array<Topic, 5> kTopics = {{{"kernels", list_kernels},
                                           {"properties", list_properties},
                                           {"mutants", list_mutants},
                                           {"devices", list_devices},
                                           {"schedule", list_schedule}}};

ExitCode run_list(const std::string& name) {
  const auto topic = std::ranges::find(kTopics, name, &Topic::name);
  if (topic == kTopics.end()) {
    throw usage_error(fmt::format(
        "list '{}' is unknown: it must be kernels, properties, mutants, devices or schedule",
        name));
  }
  topic->print();
  return ExitCode::kClean;
}

}  // namespace

void add_list_command(CLI::App& app, RunCommand* run) {
  const auto name = std::make_shared<std::string>();
  CLI::App& verb = *app.add_subcommand("list", "what is registered, and what this machine has");
  verb.add_option("topic", *name, "kernels, properties, mutants, devices or schedule")->required();
  verb.callback([name, run] { *run = [name] { return run_list(*name); }; });
}

}  // namespace ropekv
