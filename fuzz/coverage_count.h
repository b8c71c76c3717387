// Which buckets of the input space the launched cases have reached. Counted, never fed back.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "properties/coverage.h"

namespace ropekv {

class CoverageCount {
 public:
  CoverageCount();

  void add(const Case& c);
  uint64_t num_hit() const;
  uint64_t num_buckets() const { return hits_.size(); }
  std::vector<std::string_view> empty_buckets() const;

 private:
  std::vector<uint64_t> hits_;  // by bucket
};

}  // namespace ropekv
