// What a campaign finds wrong kernels by, as a person uses it: the printed line fails again, and
// passes on the right kernel, so what was found is the mutant's fault and not the harness's. That
// every mutant is found at all is for fuzz.mutation_score.host.
#include <algorithm>
#include <string_view>

#include "fuzz/mutation_targets.h"
#include "fuzz/size_name.h"
#include "fuzz/tests/run_command.h"

namespace ropekv {
namespace {

std::string size_for(const std::string& kernel) {
  return std::string(size_name(choose_targets({kernel}, false).front().size));
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

std::string bare_name(const testing::TestParamInfo<std::string>& info) {
  return info.param.substr(info.param.find('/') + 1);
}

// One for each way of being found: bytes where none belong, bits that arithmetic cannot give, an
// fp8 code, a read outside, orders of threads that disagree, a second launch, a huge pool, a NaN.
INSTANTIATE_TEST_SUITE_P(Some, Mutant,
                         testing::Values("mutant/minus_one_wraps_to_last_slot",
                                         "mutant/one_element_in_100000_one_ulp_up",
                                         "mutant/fp8_quantises_rounded_k", "mutant/reads_past_k",
                                         "mutant/unrotated_k_stored_by_q_thread",
                                         "mutant/v_that_is_there_already_changes",
                                         "mutant/bystander_byte_changed_in_large_pools",
                                         "mutant/nan_not_stored"),
                         bare_name);

}  // namespace
}  // namespace ropekv
