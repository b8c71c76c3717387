// The results that a rotation may legally have: no tolerances.
//
// a*b - c*d in f32 has exactly three legal results: both products rounded, or either one fused into
// the difference. Rounded to the output type these are one to three codes, NaN and infinity
// included. Eigen's f64 rotation is an independent witness: every finite candidate must lie within
// a derived bound of it, or the harness itself is wrong. Kernels that declare other rules than the
// contract's have other candidates (declared_arith.h), under the same witness.
#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "reference/case.h"
#include "reference/declarations.h"
#include "reference/harness_error.h"

namespace ropekv {

// One half of n pairs before rounding to the output type, and the exact values.
struct Candidates {
  Eigen::ArrayXXf f32;   // [n, forms], may repeat
  Eigen::ArrayXd exact;  // [n]
};

struct CandidatePairs {
  Candidates first;   // x1*cos - x2*sin
  Candidates second;  // x2*cos + x1*sin
};

struct LegalCodes {
  Eigen::Array<uint32_t, Eigen::Dynamic, Eigen::Dynamic> codes;  // [n, forms], may repeat
  Eigen::ArrayXd exact;                                          // [n]
};

struct LegalPairs {
  LegalCodes first, second;
};

// n pairs (x1, x2) of a dtype with their cos and sin. Throws HarnessError if a candidate and the
// witness disagree.
void rotate_in_f32(const Declarations& how, DType dtype, const Eigen::ArrayXf& x1,
                   const Eigen::ArrayXf& x2, const Eigen::ArrayXf& cos, const Eigen::ArrayXf& sin,
                   CandidatePairs* out);

// The same, rounded to the dtype.
void rotate(const Declarations& how, DType dtype, const Eigen::ArrayXf& x1,
            const Eigen::ArrayXf& x2, const Eigen::ArrayXf& cos, const Eigen::ArrayXf& sin,
            LegalPairs* out);

// Any NaN of the type is legal where a NaN is. False unless the code is in the set.
bool is_legal(DType dtype, const LegalCodes& legal, int64_t i, uint32_t code);

}  // namespace ropekv
