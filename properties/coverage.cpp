#include "properties/coverage.h"

#include "properties/dimensions.h"
#include "properties/schedule.h"

namespace ropekv {
namespace {

std::vector<Bucket> make_buckets() {
  constexpr uint64_t kRequired = 2;
  std::vector<Bucket> buckets;
  for (const FlatChoice& choice : all_choices()) {
    buckets.push_back({choice.name(), kRequired, choice.choice->matches});
  }
  for (const Choice& combination : all_combinations()) {
    buckets.push_back({std::string(combination.name), 1, combination.matches});
  }
  return buckets;
}

}  // namespace

const std::vector<Bucket>& all_buckets() {
  static const std::vector<Bucket> buckets = make_buckets();
  return buckets;
}

bool is_required(size_t bucket_idx, SizeClass size) {
  const Schedule& schedule = schedule_of(size);
  const size_t num_choices = all_choices().size();
  return bucket_idx < num_choices ? schedule.is_feasible(static_cast<uint16_t>(bucket_idx))
                                  : schedule.has_combination(bucket_idx - num_choices);
}

}  // namespace ropekv
