#include "fuzz/choices.h"

#include <fmt/format.h>

#include "fuzz/exit_code.h"
#include "fuzz/seed.h"
#include "fuzz/size_name.h"
#include "properties/property.h"
#include "reference/list_text.h"

namespace ropekv {
namespace {

CommandError bad_value(std::string_view option, std::string_view value, std::string_view expects) {
  return usage_error(fmt::format("{} is '{}': it must be {}", option, value, expects));
}

std::unique_ptr<Lane> cuda_lane(std::string_view device, int device_idx) {
  const int num_devices = num_cuda_devices();
  if (num_devices == 0) {
    throw CommandError(ExitCode::kNoGpu,
                       fmt::format("--device is '{}': there is no usable CUDA device", device));
  }
  if (device_idx >= num_devices) {
    throw CommandError(ExitCode::kNoGpu,
                       fmt::format("--device is '{}': there is no such CUDA device, only 0..{}",
                                   device, num_devices - 1));
  }
  return make_cuda_lane(device_idx);
}

}  // namespace

std::unique_ptr<Lane> choose_lane(std::string_view device, const Kernel& kernel) {
  constexpr std::string_view kCudaPrefix = "cuda:";
  std::unique_ptr<Lane> lane;
  if (device == "auto") {
    const bool on_cuda = kernel.launch_cuda && num_cuda_devices() > 0;
    lane = on_cuda ? make_cuda_lane(0) : make_host_lane();
  } else if (device == "host") {
    lane = make_host_lane();
  } else if (device == "cuda") {
    lane = cuda_lane(device, 0);
  } else {
    int device_idx = -1;
    if (!device.starts_with(kCudaPrefix) ||
        !parse_integer(device.substr(kCudaPrefix.size()), &device_idx) || device_idx < 0) {
      throw bad_value("--device", device, "auto, host, cuda or cuda:N");
    }
    lane = cuda_lane(device, device_idx);
  }
  if (!lane->can_run(kernel)) {
    throw usage_error(fmt::format("--device is '{}': kernel {} has no form for lane {}", device,
                                  kernel.name, lane->name()));
  }
  return lane;
}

SizeClass choose_size(std::string_view text) {
  if (const auto size = parse_size(text)) return *size;
  throw bad_value("--size", text, "small, default, large or huge");
}

std::vector<std::string_view> choose_properties(const std::vector<std::string>& names) {
  std::vector<std::string_view> chosen;
  for (const std::string& name : names) {
    const Property* property = find_property(name);
    if (!property) {
      throw usage_error(fmt::format(
          "--only is '{}': there is no such property, see `ropekv list properties`", name));
    }
    chosen.push_back(property->name);
  }
  return chosen;
}

std::vector<Pin> choose_pins(const std::vector<std::string>& texts) {
  std::vector<Pin> pins;
  for (const std::string& text : texts) {
    std::string error;
    const auto pin = parse_pin(text, &error);
    if (!pin) throw usage_error(fmt::format("--set is '{}': {}", text, error));
    for (const Pin& earlier : pins) {
      if (earlier.key != pin->key) continue;
      throw usage_error(fmt::format("--set is '{}': {} is pinned twice", text, pin->key));
    }
    pins.push_back(*pin);
  }
  return pins;
}

uint64_t choose_seed(std::string_view option, std::string_view text) {
  if (const auto seed = parse_seed(text)) return *seed;
  throw bad_value(option, text, "decimal, 0x... of 64 bits, or 40 hex digits");
}

uint64_t choose_count(std::string_view option, std::string_view text) {
  uint64_t count = 0;
  if (!parse_integer(text, &count))
    throw bad_value(option, text, "a number in 0..18446744073709551615");
  return count;
}

Clock::duration choose_duration(std::string_view option, std::string_view text) {
  if (const auto duration = parse_duration(text)) return *duration;
  throw bad_value(option, text, "a time such as 90s, 30m or 8h");
}

Clock::duration choose_some_time(std::string_view option, std::string_view text) {
  const Clock::duration duration = choose_duration(option, text);
  if (duration > Clock::duration::zero()) return duration;
  throw bad_value(option, text, "longer than nothing");
}

}  // namespace ropekv
