// Buckets of the input space that a campaign should reach, counted from the case alone.
#pragma once

#include <span>
#include <string_view>

#include "reference/case.h"

namespace ropekv {

struct Bucket {
  std::string_view name;
  bool (*contains)(const Case& c);
};

std::span<const Bucket> all_buckets();

}  // namespace ropekv
