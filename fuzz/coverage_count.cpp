#include "fuzz/coverage_count.h"

namespace ropekv {

CoverageCount::CoverageCount(SizeClass size)
    : size_(size), made_(all_buckets().size()), hits_(all_buckets().size()) {}

void CoverageCount::add(const Case& c, bool launched) {
  const auto& buckets = all_buckets();
  const auto count = [&](size_t bucket_idx) {
    ++made_[bucket_idx];
    hits_[bucket_idx] += launched ? 1 : 0;
  };
  find_choices(c, &choices_);  // the first buckets are the choices
  for (const uint16_t choice : choices_) count(choice);
  for (size_t i = all_choices().size(); i < buckets.size(); ++i) {
    if (buckets[i].contains(c)) count(i);
  }
  if (launched) pairs_.add_all(choices_);
}

CoverageCount& CoverageCount::operator+=(const CoverageCount& other) {
  for (size_t i = 0; i < hits_.size(); ++i) {
    made_[i] += other.made_[i];
    hits_[i] += other.hits_[i];
  }
  pairs_.add_all(other.pairs_);
  return *this;
}

bool CoverageCount::counts(size_t bucket_idx) const {
  return schedule_of(size_).length() == 0 || is_required(bucket_idx, size_);
}

uint64_t CoverageCount::num_hit() const {
  uint64_t count = 0;
  for (size_t i = 0; i < hits_.size(); ++i) count += counts(i) && hits_[i] > 0 ? 1 : 0;
  return count;
}

uint64_t CoverageCount::num_buckets() const {
  uint64_t count = 0;
  for (size_t i = 0; i < hits_.size(); ++i) count += counts(i) ? 1 : 0;
  return count;
}

std::vector<std::string_view> CoverageCount::empty_buckets() const {
  std::vector<std::string_view> names;
  for (size_t i = 0; i < hits_.size(); ++i) {
    if (counts(i) && made_[i] == 0) names.push_back(all_buckets()[i].name);
  }
  return names;
}

std::vector<std::string_view> CoverageCount::unsupported_buckets() const {
  std::vector<std::string_view> names;
  for (size_t i = 0; i < hits_.size(); ++i) {
    if (counts(i) && hits_[i] == 0 && made_[i] > 0) names.push_back(all_buckets()[i].name);
  }
  return names;
}

std::vector<std::string_view> CoverageCount::buckets_below_required() const {
  std::vector<std::string_view> names;
  for (size_t i = 0; i < hits_.size(); ++i) {
    const Bucket& bucket = all_buckets()[i];
    if (is_required(i, size_) && made_[i] < bucket.required) names.push_back(bucket.name);
  }
  return names;
}

uint64_t CoverageCount::num_pairs_hit() const {
  return pairs_.count_common(schedule_of(size_).feasible_pairs());
}

uint64_t CoverageCount::num_pairs() const {
  return schedule_of(size_).num_feasible_pairs();
}

double CoverageCount::pairs_percent() const {
  if (num_pairs() == 0) return 0;
  return 100.0 * static_cast<double>(num_pairs_hit()) / static_cast<double>(num_pairs());
}

}  // namespace ropekv
