// The kinds of properties as people read them.
#pragma once

#include <array>
#include <string_view>

#include "properties/property.h"

namespace ropekv {

constexpr std::array<PropertyKind, 4> kPropertyKinds = {
    PropertyKind::kLaunch, PropertyKind::kStructural, PropertyKind::kNumeric,
    PropertyKind::kMetamorphic};

constexpr std::string_view kind_name(PropertyKind kind) {
  switch (kind) {
    case PropertyKind::kLaunch:
      return "launch";
    case PropertyKind::kStructural:
      return "structural";
    case PropertyKind::kNumeric:
      return "numeric";
    case PropertyKind::kMetamorphic:
      break;
  }
  return "metamorphic";
}

}  // namespace ropekv
