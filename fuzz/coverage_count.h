// Which buckets and pairs of the input space a campaign's cases have reached. Counted, never fed
// back. Counts add up, so that order, shards and interruptions do not matter.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "properties/coverage.h"
#include "properties/schedule.h"

namespace ropekv {

class CoverageCount {
 public:
  explicit CoverageCount(SizeClass size = SizeClass::kDefault);

  // `launched`: else the kernel does not support the case, which counts as made but not as hit.
  void add(const Case& c, bool launched);
  CoverageCount& operator+=(const CoverageCount& other);

  // For stores and workers: opaque to them. What another version of the buckets counted is empty.
  static std::string version();
  std::vector<uint64_t> counters() const;
  static CoverageCount from_counters(const std::vector<uint64_t>& counters);

  // Of the buckets that cases of this size can reach; of all, where nothing is required of a size.
  uint64_t num_hit() const;
  uint64_t num_buckets() const;
  std::vector<std::string_view> empty_buckets() const;
  // Never launched, since the kernel supports none of the cases that were made for them.
  std::vector<std::string_view> unsupported_buckets() const;
  // With fewer cases made than a campaign as long as the schedule must make.
  std::vector<std::string_view> buckets_below_required() const;

  // Of the feasible pairs of choices.
  uint64_t num_pairs_hit() const;
  uint64_t num_pairs() const;
  double pairs_percent() const;

 private:
  bool counts(size_t bucket_idx) const;

  SizeClass size_;
  std::vector<uint64_t> made_, hits_;  // by bucket
  PairSet pairs_;
  std::vector<uint16_t> choices_;  // of the last case; kept for its memory
};

}  // namespace ropekv
