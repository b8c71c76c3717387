#include "fuzz/block_result.h"

#include <gtest/gtest.h>

#include <functional>

namespace ropekv {
namespace {

BlockResult of_cases(uint64_t begin, uint64_t end, const std::function<double(uint64_t)>& time) {
  BlockResult result;
  for (uint64_t k = begin; k < end; ++k) {
    Judgement judgement;
    judgement.launch_milliseconds = time(k);
    result.add(k, Case{}, "line", judgement, "");
  }
  return result;
}

std::vector<uint64_t> slowest(const BlockResult& result) {
  std::vector<uint64_t> indices;
  for (const SlowestCase& slow : result.slowest) indices.push_back(slow.case_idx);
  return indices;
}

TEST(BlockResult, KeepsTheFiveSlowestWhateverTheOrderOfBlocks) {
  const auto time = [](uint64_t k) { return static_cast<double>(k % 10); };  // ties: 9, 19, 29, ..
  BlockResult forward, backward;
  for (uint64_t block = 0; block < 6; ++block) {
    forward += of_cases(10 * block, 10 * block + 10, time);
    backward += of_cases(50 - 10 * block, 60 - 10 * block, time);
  }
  EXPECT_EQ(slowest(forward), (std::vector<uint64_t>{9, 19, 29, 39, 49}));
  EXPECT_EQ(slowest(backward), slowest(forward));
}

TEST(BlockResult, HasFewerSlowestWhereFewerWereLaunched) {
  EXPECT_EQ(slowest(of_cases(0, 3, [](uint64_t k) { return 1.0 + static_cast<double>(k); })),
            (std::vector<uint64_t>{2, 1, 0}));
}

}  // namespace
}  // namespace ropekv
