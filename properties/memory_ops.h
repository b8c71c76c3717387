// Fills, checks and digests of a trial's rows (ledger.h) under Thrust, for the host lane. Include
// it only there: it is slow to compile.
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

template <typename Rule>
struct Check {
  Rule rule;
  ROPEKV_REF_HD auto operator()(int64_t index) const { return rule.check(index); }
};

template <typename Policy, typename Work>
void do_all(const Policy& policy, const Work& work) {
  thrust::for_each_n(policy, thrust::counting_iterator<int64_t>(0), work.num_items(), work);
}

template <typename Policy, typename Rule>
auto check_all(const Policy& policy, const Rule& rule) {
  using Result = decltype(rule.check(0));
  const thrust::counting_iterator<int64_t> begin(0);
  return thrust::transform_reduce(policy, begin, begin + rule.num_items(), Check<Rule>{rule},
                                  Result{}, Plus<Result>{});
}

}  // namespace ropekv
