#include "fuzz/coverage_count.h"

#include <algorithm>

#include "reference/hash.h"

namespace ropekv {
namespace {

template <class Visit>
void for_each_pair(const Visit& visit) {
  const auto num_choices = static_cast<uint16_t>(all_choices().size());
  for (uint16_t a = 0; a < num_choices; ++a) {
    for (uint16_t b = a + 1; b < num_choices; ++b) visit(a, b);
  }
}

}  // namespace

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

// What has counted nothing takes the size of what it is added to.
CoverageCount& CoverageCount::operator+=(const CoverageCount& other) {
  if (std::ranges::all_of(made_, [](uint64_t made) { return made == 0; })) size_ = other.size_;
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

std::string CoverageCount::version() {
  std::string names;
  for (const Bucket& bucket : all_buckets()) names += std::string(bucket.name) + '\n';
  return std::to_string(fnv1a64(names));
}

// Size, made, hits, and the pairs as bits: a few thousand of them are set by a single block.
std::vector<uint64_t> CoverageCount::counters() const {
  std::vector<uint64_t> counters = {static_cast<uint64_t>(size_)};
  counters.insert(counters.end(), made_.begin(), made_.end());
  counters.insert(counters.end(), hits_.begin(), hits_.end());
  uint64_t bit = 0;
  for_each_pair([&](uint16_t a, uint16_t b) {
    if (bit % 64 == 0) counters.push_back(0);
    if (pairs_.has(a, b)) counters.back() |= uint64_t{1} << bit % 64;
    ++bit;
  });
  return counters;
}

CoverageCount CoverageCount::from_counters(const std::vector<uint64_t>& counters) {
  CoverageCount count;
  const size_t num_buckets = count.hits_.size();
  const size_t begin_pairs = 1 + 2 * num_buckets;
  if (counters.size() < begin_pairs) return count;
  count.size_ = static_cast<SizeClass>(counters[0]);
  for (size_t i = 0; i < num_buckets; ++i) {
    count.made_[i] = counters[1 + i];
    count.hits_[i] = counters[1 + num_buckets + i];
  }
  uint64_t bit = 0;
  for_each_pair([&](uint16_t a, uint16_t b) {
    const size_t word = begin_pairs + bit / 64;
    if (word < counters.size() && (counters[word] >> bit % 64 & 1) != 0) count.pairs_.add(a, b);
    ++bit;
  });
  return count;
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
