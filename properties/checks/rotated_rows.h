// q_rope and k_rope as a launch left them, by coordinate, for properties that relate launches.
#pragma once

#include "properties/checks/checks.h"

namespace ropekv::checks {

inline constexpr Tensor kRotated[] = {Tensor::kQRope, Tensor::kKRope};

struct RotatedRows {
  Codes codes[2];  // as kRotated; empty where the launch has no such tensor

  explicit RotatedRows(const Trial& trial);
};

// Rows that differ, of tokens whose rows the launch promises. `want` and `what` say in words what
// they should have been, and why.
void compare_rotated(const Problem& problem, const RotatedRows& one, const RotatedRows& two,
                     std::string_view want, std::string_view what, Violation* violation);

}  // namespace ropekv::checks
