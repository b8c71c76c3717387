// The first look at an output: for nearly all of them it is enough, and no candidates are computed.
//
// Every legal result, before it is rounded to the output type, lies within a derived bound of the
// exact value, which f64 has (accept_set.h). Where that whole interval rounds to one code, and that
// is the code that was found, the output is right, its code is the only legal one, and the nearest.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "reference/code_counts.h"
#include "reference/declarations.h"

namespace ropekv {

// Whether it can decide anything: not where a legal result is a bound away from another, in f32.
bool first_look_applies(const Declarations& how, DType dtype);

class FirstLook {
 public:
  // n pairs, and the codes that were found of both halves.
  void look(DType dtype, const Eigen::ArrayXf& x1, const Eigen::ArrayXf& x2,
            const Eigen::ArrayXf& cos, const Eigen::ArrayXf& sin, const CodeArray& first,
            const CodeArray& second);

  // Pairs of which one half at least needs a second look.
  const std::vector<int32_t>& undecided() const { return undecided_; }

 private:
  Eigen::Array<int32_t, Eigen::Dynamic, 1> decided_;
  std::vector<int32_t> undecided_;
};

}  // namespace ropekv
