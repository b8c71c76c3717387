#include "reference/code_counts.h"

#include "reference/code_arrays.h"
#include "reference/data.h"

namespace ropekv {
namespace {

// A code's distance from zero, as AVX2 compares: signed.
struct Magnitude {
  explicit Magnitude(DType dtype)
      : sign(code_limits(dtype).sign),
        infinity(static_cast<int32_t>(code_limits(dtype).top_exponent
                                      << code_limits(dtype).mantissa_bits)) {}
  int32_t of(uint32_t code) const { return static_cast<int32_t>(code & (sign - 1)); }
  bool is_nan(uint32_t code) const { return of(code) > infinity; }

  const uint32_t sign;
  const int32_t infinity;
};

// The three forms of nearly all kernels.
int64_t count_legal_of_three(DType dtype, const uint32_t* form, const uint32_t* got,
                             Eigen::Index n) {
  const Magnitude magnitude(dtype);
  int64_t count = 0;
  for (Eigen::Index i = 0; i < n; ++i) {
    const uint32_t a = form[i], b = form[n + i], c = form[2 * n + i];
    const int equal = int{got[i] == a} | int{got[i] == b} | int{got[i] == c};
    const int nan = int{magnitude.is_nan(a)} | int{magnitude.is_nan(b)} | int{magnitude.is_nan(c)};
    count += equal | (nan & int{magnitude.is_nan(got[i])});
  }
  return count;
}

int64_t count_pinned(const LegalCodes& legal) {
  const Eigen::Index n = legal.codes.rows();
  const uint32_t* form = legal.codes.data();
  int64_t count = 0;
  if (legal.codes.cols() == 3) {
    for (Eigen::Index i = 0; i < n; ++i) {
      count += (form[i] == form[n + i]) & (form[i] == form[2 * n + i]);
    }
    return count;
  }
  for (Eigen::Index i = 0; i < n; ++i) count += (legal.codes.row(i) == form[i]).all();
  return count;
}

constexpr uint32_t kNotFinite = ~0u;  // farther than any two finite codes are apart

// Through zero where the signs differ; less than 2^32 in any type.
void ulps_between(DType dtype, const uint32_t* nearest, const uint32_t* got, Eigen::Index n,
                  uint32_t* __restrict ulps) {
  const Magnitude magnitude(dtype);
  for (Eigen::Index i = 0; i < n; ++i) {
    const int32_t a = magnitude.of(nearest[i]), b = magnitude.of(got[i]);
    const uint32_t sum = static_cast<uint32_t>(a) + static_cast<uint32_t>(b);
    const uint32_t difference = static_cast<uint32_t>(a > b ? a - b : b - a);
    const uint32_t apart = ((nearest[i] ^ got[i]) & magnitude.sign) != 0 ? sum : difference;
    ulps[i] = (a > b ? a : b) < magnitude.infinity ? apart : kNotFinite;
  }
}

// int32_t: a block has few elements, and vectors hold twice as many.
int64_t count_of(uint32_t value, const uint32_t* values, Eigen::Index n) {
  int32_t count = 0;
  for (Eigen::Index i = 0; i < n; ++i) count += values[i] == value ? 1 : 0;
  return count;
}

int64_t count_finite(DType dtype, const uint32_t* codes, Eigen::Index n) {
  const Magnitude magnitude(dtype);
  int32_t count = 0;
  for (Eigen::Index i = 0; i < n; ++i) count += magnitude.of(codes[i]) < magnitude.infinity ? 1 : 0;
  return count;
}

}  // namespace

int64_t count_legal(DType dtype, const LegalCodes& legal, const CodeArray& got) {
  if (legal.codes.cols() == 3) {
    return count_legal_of_three(dtype, legal.codes.data(), got.data(), got.size());
  }
  int64_t count = 0;
  for (Eigen::Index i = 0; i < got.size(); ++i) count += is_legal(dtype, legal, i, got[i]);
  return count;
}

void count_codes(DType dtype, const LegalCodes& legal, const CodeArray& got, NumericStats* stats) {
  const Eigen::Index n = got.size();
  CodeArray nearest(n), ulps(n);
  nearest_codes(dtype, legal.exact.data(), n, nearest.data());
  ulps_between(dtype, nearest.data(), got.data(), n, ulps.data());
  stats->computed += n;
  stats->pinned += count_pinned(legal);
  stats->finite += count_finite(dtype, nearest.data(), n);
  int64_t more = n - count_of(kNotFinite, ulps.data(), n);
  for (uint32_t bin = 0; bin < kUlpBins - 1; ++bin) {
    const int64_t count = count_of(bin, ulps.data(), n);
    stats->ulp_histogram[bin] += count;
    more -= count;
  }
  stats->ulp_histogram[kUlpBins - 1] += more;
}

}  // namespace ropekv
