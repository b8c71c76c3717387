// From what was typed to what is meant, for the options that several verbs share. Every function
// throws CommandError with a sentence that names option and value.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/case_source.h"
#include "fuzz/duration.h"
#include "kernels/registry.h"
#include "properties/lane.h"
#include "properties/problem.h"

namespace ropekv {

// "auto": cuda where there is a device and the kernel has a form for it, else host.
std::unique_ptr<Lane> choose_lane(std::string_view device, const Kernel& kernel);
SizeClass choose_size(std::string_view text);
std::vector<std::string_view> choose_properties(const std::vector<std::string>& names);
std::vector<Pin> choose_pins(const std::vector<std::string>& texts);
uint64_t choose_seed(std::string_view option, std::string_view text);
uint64_t choose_count(std::string_view option, std::string_view text);
Clock::duration choose_duration(std::string_view option, std::string_view text);
// The same, and more than nothing.
Clock::duration choose_some_time(std::string_view option, std::string_view text);

}  // namespace ropekv
