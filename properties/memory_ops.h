// Fills, scans and digests of a trial's memory: one Thrust source for both lanes. Include it only
// where a lane is built (host_lane.cpp, cuda_lane.cu): it is slow to compile.
#pragma once

#include <thrust/for_each.h>
#include <thrust/functional.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/transform_reduce.h>

#include "properties/ledger.h"
#include "reference/hash.h"

namespace ropekv {

struct WritePoison {
  uint64_t* arena;
  Poison poison;
  ROPEKV_REF_HD void operator()(int64_t word) const { arena[word] = poison.word(8 * word); }
};

struct FillQuad {
  ViewRule rule;
  ROPEKV_REF_HD void operator()(int64_t quad_idx) const { rule.fill(quad_idx); }
};

template <typename Rule, typename Result>
struct Check {
  Rule rule;
  ROPEKV_REF_HD Result operator()(int64_t index) const { return rule.check(index); }
};

template <typename T>
struct Plus {
  ROPEKV_REF_HD T operator()(const T& a, const T& b) const { return a + b; }
};

// Two independent sums of hashed words: the order of the words' additions does not matter.
struct WordSums {
  uint64_t low = 0;
  uint64_t high = 0;
  ROPEKV_REF_HD WordSums operator+(const WordSums& other) const {
    return {low + other.low, high + other.high};
  }
};

struct HashWord {
  const uint64_t* words;
  ROPEKV_REF_HD WordSums operator()(int64_t index) const {
    const uint64_t place = mix64(static_cast<uint64_t>(index));
    const uint64_t low = mix64(words[index] ^ place);
    return {low, mix64(low + place)};
  }
};

template <typename Policy>
void fill_poison(const Policy& policy, void* arena, int64_t bytes, Poison poison) {
  thrust::for_each_n(policy, thrust::counting_iterator<int64_t>(0), bytes / 8,
                     WritePoison{static_cast<uint64_t*>(arena), poison});
}

template <typename Policy>
void fill_view(const Policy& policy, const ViewRule& rule) {
  thrust::for_each_n(policy, thrust::counting_iterator<int64_t>(0), rule.num_quads(),
                     FillQuad{rule});
}

template <typename Result, typename Policy, typename Rule>
Result audit(const Policy& policy, const Rule& rule, int64_t count) {
  const thrust::counting_iterator<int64_t> begin(0);
  return thrust::transform_reduce(policy, begin, begin + count, Check<Rule, Result>{rule}, Result{},
                                  Plus<Result>{});
}

template <typename Policy>
WordSums hash_words(const Policy& policy, const void* base, int64_t num_words) {
  const thrust::counting_iterator<int64_t> begin(0);
  return thrust::transform_reduce(policy, begin, begin + num_words,
                                  HashWord{static_cast<const uint64_t*>(base)}, WordSums{},
                                  Plus<WordSums>{});
}

}  // namespace ropekv
