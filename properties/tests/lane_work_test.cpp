// What a lane is asked together, more than fits into one launch, it answers as by hand; what it
// copies together lies where it should, however it is aligned.
#include <gtest/gtest.h>

#include <numeric>

#include "properties/lane.h"

namespace ropekv {
namespace {

constexpr int64_t kBytes = int64_t{1} << 18;
constexpr int64_t kPart = 1024;
constexpr int64_t kParts = kBytes / kPart;  // more than a launch takes
const Poison kPoison{7, false};

// Part i has i % 5 wrong bytes, from place i on.
std::vector<uint8_t> spoiled(const std::vector<std::byte>& poison) {
  std::vector<uint8_t> bytes;
  for (const std::byte byte : poison) bytes.push_back(static_cast<uint8_t>(byte));
  for (int64_t i = 0; i < kParts; ++i) {
    for (int64_t k = 0; k < i % 5; ++k) bytes[i * kPart + i + k] ^= 0x55;
  }
  return bytes;
}

class LaneWork : public ::testing::TestWithParam<bool> {
 protected:
  std::unique_ptr<Lane> make_lane() { return GetParam() ? make_cuda_lane(0) : make_host_lane(); }
  bool has_lane() const { return !GetParam() || num_cuda_devices() > 0; }
};

TEST_P(LaneWork, AnswersManyQuestionsAtOnce) {
  if (!has_lane()) GTEST_SKIP() << "no CUDA device";
  const auto lane = make_lane();
  auto* arena = static_cast<uint8_t*>(lane->arena(kBytes));
  auto* image = static_cast<uint8_t*>(lane->image(kBytes));
  const std::vector<uint8_t> wrong = spoiled(poison_bytes(kPoison, 0, kBytes));
  lane->copy_in(arena, wrong.data(), kBytes);
  lane->fill_poison({reinterpret_cast<LinearScan::Pair*>(image), 0, kBytes, kPoison});
  Questions questions;
  for (int64_t begin = 0; begin < kBytes; begin += kPart) {
    LinearScan scan{};
    scan.memory = reinterpret_cast<const LinearScan::Pair*>(arena + begin);
    scan.begin_bytes = begin;
    scan.end_bytes = begin + kPart;
    scan.poison = kPoison;
    questions.linear_scans.push_back(scan);
    questions.compares.push_back({arena + begin, image + begin, kPart});
  }
  const Answers answers = lane->answer(questions);
  ASSERT_EQ(std::ssize(answers.linear_scans), kParts);
  ASSERT_EQ(std::ssize(answers.compares), kParts);
  for (int64_t i = 0; i < kParts; ++i) {
    EXPECT_EQ(answers.linear_scans[i], i % 5) << i;
    EXPECT_EQ(answers.compares[i].errors, i % 5) << i;
    EXPECT_EQ(answers.compares[i].first, i % 5 == 0 ? INT64_MAX : i) << i;
  }
  EXPECT_TRUE(lane->answer({}).compares.empty());
}

TEST_P(LaneWork, CopiesWhateverTheAlignment) {
  if (!has_lane()) GTEST_SKIP() << "no CUDA device";
  const auto lane = make_lane();
  auto* from = static_cast<uint8_t*>(lane->arena(kBytes));
  auto* to = static_cast<uint8_t*>(lane->image(kBytes));
  std::vector<uint8_t> bytes(kBytes);
  std::iota(bytes.begin(), bytes.end(), uint8_t{0});
  std::vector<uint8_t> want(kBytes);
  lane->copy_in(from, bytes.data(), kBytes);
  lane->copy_in(to, want.data(), kBytes);
  Painting work;
  for (int64_t i = 0; i < 17; ++i) {
    for (int64_t k = 0; k < 17; ++k) {
      const int64_t begin = (17 * i + k) * 256;
      const int64_t size = 16 * (k % 3) + i + k;
      work.copies.push_back({to + begin + i, from + begin + k, size});
      std::copy_n(bytes.begin() + begin + k, size, want.begin() + begin + i);
    }
  }
  lane->paint(work);
  std::vector<uint8_t> got(kBytes);
  lane->copy_out(got.data(), to, kBytes);
  EXPECT_EQ(got, want);
}

// More than the pinned memory that copies go through.
TEST_P(LaneWork, CopiesInAndOutWhatIsLarge) {
  if (!has_lane()) GTEST_SKIP() << "no CUDA device";
  const auto lane = make_lane();
  std::vector<uint32_t> want(3'000'017);
  std::iota(want.begin(), want.end(), uint32_t{0});
  const auto bytes = static_cast<int64_t>(want.size() * sizeof want[0]);
  void* there = lane->arena(bytes);
  lane->copy_in(there, want.data(), bytes);
  std::vector<uint32_t> got(want.size());
  lane->copy_out(got.data(), there, bytes);
  EXPECT_EQ(got, want);
}

INSTANTIATE_TEST_SUITE_P(Every, LaneWork, ::testing::Bool(), [](const auto& info) {
  return std::string(info.param ? "cuda" : "host");
});

}  // namespace
}  // namespace ropekv
