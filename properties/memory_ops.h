// Fills, checks and digests of a trial's rows: one Thrust source for both lanes. Include it only
// where a lane is built (host_lane.cpp, cuda_lane.cu): it is slow to compile.
#pragma once

#include <thrust/for_each.h>
#include <thrust/functional.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/transform_reduce.h>

#include "properties/ledger.h"

namespace ropekv {

template <typename T>
struct Plus {
  ROPEKV_REF_HD T operator()(const T& a, const T& b) const { return a + b; }
};

template <typename Rule, typename Result>
struct Check {
  Rule rule;
  ROPEKV_REF_HD Result operator()(int64_t index) const { return rule.check(index); }
};

struct CountRowBytes {
  RowScan scan;
  ROPEKV_REF_HD int64_t operator()(int64_t index) const { return scan.differing_bytes(index); }
};

struct WritePoison {
  LinearScan::Pair* memory;
  int64_t place;
  Poison poison;
  ROPEKV_REF_HD void operator()(int64_t pair) const {
    memory[pair] = {poison.word(place + 16 * pair), poison.word(place + 16 * pair + 8)};
  }
};

template <typename Policy, typename Work>
void for_each_index(const Policy& policy, int64_t count, const Work& work) {
  thrust::for_each_n(policy, thrust::counting_iterator<int64_t>(0), count, work);
}

template <typename Result, typename Policy, typename Work>
Result sum_over(const Policy& policy, int64_t count, const Work& work) {
  const thrust::counting_iterator<int64_t> begin(0);
  return thrust::transform_reduce(policy, begin, begin + count, work, Result{}, Plus<Result>{});
}

template <typename Result, typename Policy, typename Rule>
Result audit(const Policy& policy, const Rule& rule, int64_t count) {
  return sum_over<Result>(policy, count, Check<Rule, Result>{rule});
}

}  // namespace ropekv
