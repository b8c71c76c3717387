// Kernels that are known to be wrong, for a campaign to find out among its cases (fuzz/canary.h):
// one that is taken for right says that the alarm does not ring, and the campaign means nothing.
//
// Each is the production kernel with one wrong thing done after its launch, or one left out of it.
// Where it is done follows from the shape of the launch, as if by dice: any token, head and dim.
//
// Not mutants: these show that a running campaign looks, not that the checks are good. They are
// found by name, and are not among all_kernels().
#pragma once

#include <span>

#include "kernels/registry.h"

namespace ropekv {
namespace canaries {

enum class Wrong : uint8_t {
  kGuardBefore,
  kGuardBehind,
  kGap,
  kInput,
  kUntouchedSlot,  // from here on the place depends on what the index arrays hold
  kStoredV,
  kKRope,
  kTail,
  kRotated,
  kCachedK,
  kLastToken,
};

// Whether the launch has a place for it. Reads positions and slot_mapping, on the host.
bool finds_a_place(Wrong wrong, const ropekv_args& args);

}  // namespace canaries

struct Canary {
  canaries::Wrong wrong;
  std::string_view property;  // that has to report it
  Kernel kernel;
};

std::span<const Canary> all_canaries();

}  // namespace ropekv
