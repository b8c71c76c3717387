#include "fuzz/shrink.h"

#include <set>
#include <utility>

#include "fuzz/case_weight.h"
#include "fuzz/shrink_candidates.h"
#include "reference/case_text.h"
#include "reference/hash.h"

namespace ropekv {
namespace {

using Fingerprint = std::pair<uint64_t, uint64_t>;

Fingerprint fingerprint(const Case& c) {
  const Sum128 hash = hash128(print_case(c));
  return {hash.low, hash.high};
}

class Shrinker {
 public:
  Shrinker(const Case& failing, const StillFails& still_fails, const OutOfTime& out_of_time)
      : still_fails_(still_fails), out_of_time_(out_of_time), result_{failing}, best_(failing) {
    tried_.insert(fingerprint(failing));
  }

  Shrunk run() {
    // A simpler case opens candidates that were no use before: rounds until one changes nothing.
    for (bool simpler = true; simpler && !result_.timed_out;) {
      simpler = false;
      for (const CandidateMaker make : candidate_makers()) simpler |= exhaust(make);
    }
    return result_;
  }

 private:
  // Takes the first candidate that fails, as often as there is one.
  bool exhaust(CandidateMaker make) {
    const TakeCandidate take = [this](const Case& candidate) { return try_one(candidate); };
    bool simpler = false;
    // By value: taking a candidate replaces the case that the maker reads.
    for (Case from = result_.minimal; !result_.timed_out && make(from, take);) {
      from = result_.minimal;
      simpler |= !result_.timed_out;
    }
    return simpler;
  }

  // True ends the maker's list: the candidate was taken, or the time is over.
  bool try_one(const Case& candidate) {
    if (out_of_time_()) return result_.timed_out = true;
    const CaseWeight weight(candidate);
    if (!(weight < best_) || !tried_.insert(fingerprint(candidate)).second) return false;
    ++result_.tries;
    if (!still_fails_(candidate)) return false;
    ++result_.steps;
    result_.minimal = candidate;
    best_ = weight;
    return true;
  }

  const StillFails& still_fails_;
  const OutOfTime& out_of_time_;
  Shrunk result_;
  CaseWeight best_;
  std::set<Fingerprint> tried_;
};

}  // namespace

Shrunk shrink(const Case& failing, const StillFails& still_fails, const OutOfTime& out_of_time) {
  return Shrinker(failing, still_fails, out_of_time).run();
}

}  // namespace ropekv
