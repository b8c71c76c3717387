// The size classes by the names that people type.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "properties/problem.h"

namespace ropekv {

inline constexpr std::array<std::string_view, 4> kSizeNames = {"small", "default", "large", "huge"};

constexpr std::string_view size_name(SizeClass size) {
  return kSizeNames[static_cast<size_t>(size)];
}

constexpr std::optional<SizeClass> parse_size(std::string_view text) {
  for (size_t i = 0; i < kSizeNames.size(); ++i) {
    if (text == kSizeNames[i]) return static_cast<SizeClass>(i);
  }
  return std::nullopt;
}

}  // namespace ropekv
