// Pairs that wait for their candidates until it is worth while to compute them.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "reference/pair_block.h"

namespace ropekv {

struct PairPlace {
  HeadRow row;
  int64_t pair;
};

struct Doubts {
  std::vector<float> x1, x2, cos, sin;
  std::vector<uint32_t> first, second;  // what the kernel left of both halves
  std::vector<PairPlace> places;

  void add(const PairBlock& block, int64_t i, const Case& c, uint32_t first_code,
           uint32_t second_code) {
    const int64_t half = c.rotary_dim / 2;
    x1.push_back(block.x1[i]);
    x2.push_back(block.x2[i]);
    cos.push_back(block.cos[i]);
    sin.push_back(block.sin[i]);
    first.push_back(first_code);
    second.push_back(second_code);
    places.push_back({block.rows[i / half], i % half});
  }
};

template <class T>
Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>> array_of(const std::vector<T>& values) {
  return {values.data(), std::ssize(values)};
}

}  // namespace ropekv
