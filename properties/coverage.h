// Buckets of the input space that a campaign should reach, counted from the case alone: every
// choice of every dimension (dimensions.h), and combinations that have each broken a kernel.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "properties/problem.h"
#include "reference/case.h"

namespace ropekv {

struct Bucket {
  std::string name;
  uint64_t required;  // cases, of a campaign at least as long as the schedule
  bool (*contains)(const Case& c);
};

// The first all_choices().size() of them are the choices, in their order.
const std::vector<Bucket>& all_buckets();

// Whether a campaign of this size can reach the bucket at all.
bool is_required(size_t bucket_idx, SizeClass size);

}  // namespace ropekv
