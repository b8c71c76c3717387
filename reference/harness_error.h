// The harness failed its own check: not the kernel's fault, and no verdict on it.
#pragma once

#include <stdexcept>

namespace ropekv {

struct HarnessError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace ropekv
