// Many counters side by side give the words that each gives alone, whatever vectors there are.
#include "reference/philox_rows.h"

#include <gtest/gtest.h>

#include <vector>

namespace ropekv {
namespace {

TEST(PhiloxRow, IsPhiloxOfEachCounter) {
  constexpr uint64_t kKey = 0x299f31d0'a4093822u;
  for (const uint32_t place : {0u, 3u, 255u, 65'530u, 70'000u, 0xFFFFFFF0u}) {
    for (const int64_t num_counters : {0, 1, 8, 15, 16, 17, 40, 100}) {
      const Philox4 first = {{0x243f6a88, 0x85a308d3, 0x13198a2e, place}};
      std::vector<uint32_t> words(4 * (num_counters + kPhiloxSide));
      philox_row(first, kKey, num_counters, words.data());
      for (int64_t i = 0; i < num_counters; ++i) {
        Philox4 counter = first;
        counter.word[3] += static_cast<uint32_t>(i);
        const Philox4 want = philox4x32(counter, kKey);
        for (int word = 0; word < 4; ++word) {
          ASSERT_EQ(words[4 * i + word], want.word[word])
              << place << " + " << i << " of " << num_counters << ", word " << word;
        }
      }
    }
  }
}

}  // namespace
}  // namespace ropekv
