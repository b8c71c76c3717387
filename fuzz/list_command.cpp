// ropekv list: what is registered, and what this machine has.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>

#include "fuzz/commands.h"
#include "fuzz/kind_name.h"
#include "fuzz/size_name.h"
#include "kernels/canary/canaries.h"
#include "kernels/faults/faults.h"
#include "kernels/registry.h"
#include "properties/coverage.h"
#include "properties/lane.h"
#include "properties/presets.h"
#include "properties/property.h"
#include "properties/schedule.h"

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
  const auto print = [](const Kernel& kernel) {
    fmt::print("{:<{}}  {:<9}  {}\n", kernel.name, widest_kernel_name(), lanes_of(kernel),
               kernel.description.summary);
  };
  const auto list = [&](std::span<const Kernel> kernels) {
    for (const Kernel& kernel : kernels) print(kernel);
  };
  list(all_kernels());
  fmt::print("\nkernels that harm their process, to see that a campaign survives it\n");
  list(all_faults());
  fmt::print("\nkernels that are wrong, to see that a campaign finds them out\n");
  for (const Canary& canary : all_canaries()) print(canary.kernel);
}

void list_mutants() {
  for (const Kernel& kernel : all_kernels()) {
    if (kernel.bug.empty()) continue;
    fmt::print("{:<{}}  {:<3}  {}\n", kernel.name, widest_kernel_name(), kernel.museum, kernel.bug);
  }
}

void list_properties() {
  for (const Property& property : all_properties()) {
    fmt::print("{} ({})\n", property.name, kind_name(property.kind));
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
  fmt::print("dimensions and their choices; in brackets what no case of --size default can be\n");
  const Schedule& schedule = schedule_of(SizeClass::kDefault);
  size_t width = 0;
  for (const Dimension& dimension : all_dimensions())
    width = std::max(width, dimension.name.size());
  uint16_t choice_idx = 0;
  for (const Dimension& dimension : all_dimensions()) {
    std::vector<std::string> names;
    for (const Choice& choice : dimension.choices) {
      const bool feasible = schedule.is_feasible(choice_idx++);
      names.push_back(fmt::format(fmt::runtime(feasible ? "{}" : "[{}]"), choice.name));
    }
    fmt::print("  {:<{}}  {}\n", dimension.name, width, fmt::join(names, " | "));
  }
  fmt::print("\ncombinations that are counted, too\n");
  for (size_t i = all_choices().size(); i < all_buckets().size(); ++i) {
    fmt::print("  {}\n", all_buckets()[i].name);
  }
  fmt::print("\n{} dimensions, {} choices, {} buckets\n", all_dimensions().size(),
             all_choices().size(), all_buckets().size());
  for (const SizeClass size : {SizeClass::kSmall, SizeClass::kDefault}) {
    const Schedule& of_size = schedule_of(size);
    fmt::print("--size {}: {} feasible pairs in {} rows; a campaign of {} cases has had them all\n",
               size_name(size), of_size.num_feasible_pairs(), of_size.num_rows(), of_size.length());
  }
  fmt::print("\nnamed mixes, outside of the schedule\n");
  for (const Preset& preset : all_presets()) {
    fmt::print("  --preset {}  {}\n", preset.name, preset.what);
  }
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
