// Every wrong kernel is found in under 2,000 cases on the host lane; the printed line fails again,
// and passes on the right kernel: what was found is the mutant's fault and not the harness's.
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "fuzz/tests/run_command.h"
#include "kernels/registry.h"

namespace ropekv {
namespace {

using Listed = std::pair<std::string_view, std::string_view>;

// What the host lane cannot show, and why. Each is still run, and being found fails the test below:
// then it leaves this list. On a GPU properties/tests/scenario_{pdl,stream}_test.cpp find these.
constexpr std::array<Listed, 6> kOutOfReach = {{
    {"mutant/pdl_no_wait", "nothing runs before it"},
    {"mutant/pdl_rows_read_before_wait", "nothing runs before it"},
    {"mutant/pdl_slots_read_before_wait", "nothing runs before it"},
    {"mutant/pdl_positions_read_before_wait", "nothing runs before it"},
    {"mutant/pdl_v_read_before_wait", "nothing runs before it"},
    {"mutant/stream_ignored", "there are no streams"},
}};

// Small cases show all others, but for those that need much of something.
constexpr std::array<Listed, 5> kSizes = {{
    {"mutant/tokens_above_65535_dropped", "default"},
    {"mutant/bystander_byte_changed_in_large_pools", "huge"},
    {"mutant/cache_offset_wraps_at_2_to_31", "huge"},
    {"mutant/cache_bytes_wrap_at_4_gib", "huge"},
    {"mutant/token_offset_wraps_at_2_to_31", "huge"},
}};

std::string size_for(std::string_view kernel) {
  const auto row = std::ranges::find(kSizes, kernel, &Listed::first);
  return std::string(row == kSizes.end() ? "small" : row->second);
}

bool is_out_of_reach(std::string_view kernel) {
  return std::ranges::any_of(kOutOfReach, [&](const auto& row) { return row.first == kernel; });
}

std::vector<std::string> mutant_names(bool out_of_reach) {
  std::vector<std::string> names;
  for (const Kernel& kernel : all_kernels()) {
    if (!kernel.bug.empty() && is_out_of_reach(kernel.name) == out_of_reach) {
      names.emplace_back(kernel.name);
    }
  }
  return names;
}

class Mutant : public testing::TestWithParam<std::string> {};

TEST_P(Mutant, IsFoundReplayedAndNotTheHarness) {
  const std::string kernel = GetParam();
  const std::string size = size_for(kernel);
  const CommandOutput campaign =
      run_ropekv({"fuzz", "--kernel", kernel, "--device", "host", "--runs", "2000", "--seed", "1",
                  "--size", size, "--stop-on-first", "--shrink-time", "5s"});
  ASSERT_EQ(campaign.status, 1) << campaign.out << campaign.err;

  const auto lines = campaign.out_lines();
  const auto page = std::ranges::find_if(
      lines, [](const std::string& line) { return line.starts_with("FAILED "); });
  const auto replay = std::find_if(page, lines.end(), [](const std::string& line) {
    return line.starts_with("  replay   ropekv replay '");
  });
  ASSERT_NE(replay, lines.end()) << campaign.out;
  EXPECT_LT(replay - page, 15) << "the first fifteen lines of the page must suffice";
  const size_t begin = replay->find('\'') + 1;
  const std::string line = replay->substr(begin, replay->find('\'', begin) - begin);

  const CommandOutput again =
      run_ropekv({"replay", line, "--kernel", kernel, "--device", "host", "--size", size});
  EXPECT_EQ(again.status, 1) << again.out << again.err;
  const CommandOutput right = run_ropekv({"replay", line, "--device", "host", "--size", size});
  EXPECT_EQ(right.status, 0) << right.out << right.err;
}

class OutOfReach : public testing::TestWithParam<std::string> {};

TEST_P(OutOfReach, SurvivesAsLongAsItIsListed) {
  const CommandOutput campaign =
      run_ropekv({"fuzz", "--kernel", GetParam(), "--device", "host", "--runs", "200", "--seed",
                  "1", "--size", "small", "--stop-on-first", "--shrink-time", "0"});
  EXPECT_EQ(campaign.status, 0) << "it is found now: take it off the list of those out of reach\n"
                                << campaign.out << campaign.err;
}

std::string bare_name(const testing::TestParamInfo<std::string>& info) {
  return info.param.substr(info.param.find('/') + 1);
}

INSTANTIATE_TEST_SUITE_P(All, Mutant, testing::ValuesIn(mutant_names(false)), bare_name);
INSTANTIATE_TEST_SUITE_P(All, OutOfReach, testing::ValuesIn(mutant_names(true)), bare_name);

}  // namespace
}  // namespace ropekv
