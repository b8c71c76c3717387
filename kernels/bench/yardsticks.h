// What a kernel's time is held against: launches that move the same bytes, or none at all. They are
// no kernels to put under test, but for the unfused pair, so they have a list of their own.
//
// Every launch takes the arguments of the kernel beside it, so that all of them run over the same
// memory with the same PDL setting.
#pragma once

#include <span>
#include <string_view>

#include "kernels/registry.h"

namespace ropekv {

enum class YardstickRole : uint8_t {
  kFloor,    // the production kernel's threads, loads and stores, without its arithmetic
  kCopy,     // the same bytes in a line, without an index
  kEmpty,    // no bytes
  kUnfused,  // a rotation, then a scatter: right, but two launches
};

// Of several with one role the fastest counts: a slow yardstick flatters.
struct Yardstick {
  YardstickRole role;
  Kernel kernel;
};

std::span<const Yardstick> all_yardsticks();

// "copy".
std::string_view role_name(YardstickRole role);

}  // namespace ropekv
