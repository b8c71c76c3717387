#include "reference/data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "reference/hash.h"
#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::kAllDTypes;

// Never edit: the data of old case lines must not change, on any compiler. Columns: f32, f16, bf16.
constexpr uint64_t kGoldenHashes[7][3] = {
    {0x7fe94550992e8f42, 0x0404f803f280ded5, 0x37664899bf89529f},  // normal
    {0xeca9debec497002c, 0xdaedad0cfe3cdcc4, 0xc9de097355604a8d},  // integers
    {0xc2af860a946e9bfc, 0x26e7f14c295ad39a, 0xcfdf1d7808ad073c},  // large
    {0x5fc46b5f1cdcc9e6, 0xe3ac741c5b044508, 0x54328d6a51d7a50a},  // tiny
    {0x183993491f27120f, 0xe6760d68a0ae10c6, 0xa1c5fff5c0303952},  // zeros
    {0xd84e51769f8bf956, 0x7d0b023393907ce6, 0x543999b4296cc1b9},  // special
    {0x719a74129b698570, 0x88b02e51913a2522, 0x88b02e51913a2522},  // bits
};

TEST(Data, EveryElementIsWhatItWas) {
  for (int kind = 0; kind < 7; ++kind) {
    for (const DType dtype : kAllDTypes) {
      uint64_t hash = 0;
      for (uint32_t stream = kStreamQ; stream <= kStreamV; ++stream) {
        for (int64_t i = 0; i < 4096; ++i) {
          hash = mix64(hash ^ element(dtype, static_cast<Values>(kind), 0x1234567890ABCDEFu, stream,
                                      i * 0x10001, i % 37, i % 258));
        }
      }
      EXPECT_EQ(hash, kGoldenHashes[kind][static_cast<int>(dtype)])
          << std::hex << "0x" << hash << " for values " << kind << ", dtype "
          << static_cast<int>(dtype);
    }
  }
}

// So that shrinking a dimension of a case keeps all other values: the shape is not an argument.
// What is left to show is that every coordinate counts, or tensors would repeat themselves.
TEST(Data, EveryCoordinateAndTheSeedCount) {
  const auto bits = [](uint64_t seed, uint32_t stream, int64_t token, int64_t head, int64_t dim) {
    return element(DType::kF32, Values::kBits, seed, stream, token, head, dim);
  };
  std::vector<uint32_t> found{bits(0, kStreamQ, 0, 0, 0)};
  for (const int bit : {0, 1, 5, 31}) {
    found.push_back(bits(uint64_t{1} << (bit + 32), kStreamQ, 0, 0, 0));
    found.push_back(bits(0, kStreamQ, int64_t{1} << bit, 0, 0));
    found.push_back(bits(0, kStreamQ, int64_t{1} << (bit + 16), 1, 0));
    found.push_back(bits(0, kStreamQ, 0, int64_t{2} << (bit % 10), 0));
    found.push_back(bits(0, kStreamQ, 0, 0, int64_t{1} << (bit % 12)));
  }
  for (const uint32_t stream : {kStreamK, kStreamV}) found.push_back(bits(0, stream, 0, 0, 0));
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  EXPECT_EQ(found.size(), 23u - 1u);  // bit 31 % 10 and bit 1 make the same head
}

}  // namespace
}  // namespace ropekv
