// What is made in arrays against its definition, one element after the other: every code of 16
// bits, f32 around all ties and edges of the types, doubles beside those, and random bits.
#include "reference/branch_free.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "reference/code_arrays.h"
#include "reference/row_codes.h"
#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::kAllDTypes;
using testing::SplitMix;

constexpr Values kAllValues[] = {Values::kNormal, Values::kIntegers, Values::kLarge, Values::kTiny,
                                 Values::kZeros,  Values::kSpecial,  Values::kBits};

void expect_same_codes(DType dtype, const std::vector<uint32_t>& f32_bits) {
  std::vector<float> values;
  for (const uint32_t bits : f32_bits) values.push_back(std::bit_cast<float>(bits));
  std::vector<uint32_t> codes(values.size());
  codes_from_f32(dtype, values.data(), std::ssize(values), codes.data());
  for (size_t i = 0; i < codes.size(); ++i) {
    ASSERT_EQ(codes[i], code_from_f32(dtype, f32_bits[i])) << std::hex << f32_bits[i];
  }
}

void expect_same_nearest(DType dtype, const std::vector<double>& values) {
  std::vector<uint32_t> codes(values.size());
  nearest_codes(dtype, values.data(), std::ssize(values), codes.data());
  for (size_t i = 0; i < codes.size(); ++i) {
    if (std::isnan(values[i])) {
      ASSERT_TRUE(is_nan_code(dtype, codes[i]));
    } else {
      ASSERT_EQ(codes[i], nearest_code(dtype, values[i])) << std::hexfloat << values[i];
    }
  }
}

// Of both signs: where one rounds to f16 and bf16 is decided in the upper 20 bits and a rest.
std::vector<uint32_t> edges_in_f32() {
  std::vector<uint32_t> bits;
  for (uint32_t top = 0; top < 0x80000; ++top) {
    for (const uint32_t rest : {0u, 1u, 0x7FFu, 0x800u, 0x801u, 0xFFFu}) {
      bits.push_back((top << 13 & 0x7FFFFFFFu) | rest | (top & 0x40000u) << 13);
    }
  }
  return bits;
}

TEST(BranchFree, RoundsF32AsItIsDefined) {
  SplitMix random(11);
  std::vector<uint32_t> bits(1'000'003);
  for (uint32_t& one : bits) one = static_cast<uint32_t>(random.next());
  for (const DType dtype : kAllDTypes) {
    expect_same_codes(dtype, edges_in_f32());
    expect_same_codes(dtype, bits);
  }
}

// All f32 are 2^32, of which each shape of 2^16 is taken with a different lower half.
TEST(BranchFree, RoundsEveryUpperHalfWithRandomLowerHalves) {
  SplitMix random(12);
  std::vector<uint32_t> bits;
  for (uint32_t upper = 0; upper < 0x10000; ++upper) {
    for (int i = 0; i < 8; ++i) {
      bits.push_back(upper << 16 | static_cast<uint32_t>(random.below(0x10000)));
    }
  }
  for (const DType dtype : kAllDTypes) expect_same_codes(dtype, bits);
}

TEST(BranchFree, WidensEveryCode) {
  for (const DType dtype : {DType::kF16, DType::kBF16}) {
    std::vector<uint32_t> codes(0x10000);
    for (uint32_t code = 0; code < 0x10000; ++code) codes[code] = code;
    std::vector<float> values(codes.size());
    for (const uint32_t step : {1u, 2u, 3u}) {
      const uint32_t count = 0x10000 / step;
      values_of_codes(dtype, codes.data(), step, count, values.data());
      for (uint32_t i = 0; i < count; ++i) {
        ASSERT_EQ(std::bit_cast<uint32_t>(values[i]), f32_from_code(dtype, step * i)) << i;
      }
    }
  }
}

// Each tie of a type, a hair to either side of it, and what overflows.
TEST(BranchFree, RoundsDoublesOnce) {
  SplitMix random(13);
  for (const DType dtype : kAllDTypes) {
    std::vector<double> values = {0.0, -0.0, 1e300, -1e300, 1e-300, 0x1p-1074, 0x1.ffffffp127};
    for (const double x : {std::numeric_limits<double>::infinity(),
                           std::numeric_limits<double>::quiet_NaN(), 0x1p128, 65520.0}) {
      values.insert(values.end(), {x, -x, std::nextafter(x, 0.0)});
    }
    for (int i = 0; i < 200'000; ++i) {
      const uint32_t code = static_cast<uint32_t>(random.next()) >> (dtype == DType::kF32 ? 0 : 16);
      const double x = value_of(dtype, code);
      const double tie = (x + value_of(dtype, code + 1)) / 2;
      values.insert(values.end(), {x, tie, std::nextafter(tie, 1e308), std::nextafter(tie, -1e308),
                                   std::bit_cast<double>(random.next())});
    }
    expect_same_nearest(dtype, values);
  }
}

TEST(BranchFree, LoadsWithAnyStepAndStoresInARow) {
  const std::vector<uint32_t> codes = {1, 0xFFFF, 3, 0x8000, 5, 6, 7, 8, 9, 10, 11, 12, 13};
  std::vector<uint16_t> narrow(codes.size() + 1);
  store_codes(codes.data(), std::ssize(codes), 2, &narrow[1]);
  std::vector<uint32_t> wide(codes.size() + 1);
  store_codes(codes.data(), std::ssize(codes), 4, &wide[1]);
  for (const int64_t step : {1, 2, 3}) {
    const int64_t n = std::ssize(codes) / step;
    std::vector<uint32_t> of_narrow(n), of_wide(n);
    load_codes(narrow.data(), 2, 1, step, n, of_narrow.data());
    load_codes(wide.data(), 4, 1, step, n, of_wide.data());
    for (int64_t i = 0; i < n; ++i) {
      EXPECT_EQ(of_narrow[i], codes[step * i]);
      EXPECT_EQ(of_wide[i], codes[step * i]);
    }
  }
}

TEST(BranchFree, ARowIsItsElements) {
  constexpr int64_t kFar = int64_t{3} << 33;
  for (const DType dtype : kAllDTypes) {
    for (const Values values : kAllValues) {
      for (const int64_t end : {1, 3, 4, 31, 33, 64, 100, 256, 257, 1027, 20'001}) {
        for (const int64_t begin : {int64_t{0}, (end / 2) & ~int64_t{3}}) {
          const DataRow row{dtype, values, 0x123456789ABCDEF0u + end, kStreamK, kFar + end, 5};
          std::vector<uint32_t> codes(end - begin + 1, 0xDEADBEEFu);
          row_codes(row, begin, end, codes.data());
          for (int64_t dim = begin; dim < end; ++dim) {
            ASSERT_EQ(codes[dim - begin],
                      element(dtype, values, row.data_seed, row.stream, row.token, row.head, dim))
                << "dim " << dim << " of " << end;
          }
          ASSERT_EQ(codes.back(), 0xDEADBEEFu) << "wrote past the end";
        }
      }
    }
  }
}

}  // namespace
}  // namespace ropekv
