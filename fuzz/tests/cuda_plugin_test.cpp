// Plug-ins on a GPU: the examples, and what only there can go wrong.
#include <gmock/gmock.h>

#include "fuzz/tests/plugin_files.h"
#include "properties/lane.h"

namespace ropekv {
namespace {

using testing::HasSubstr;

CommandOutput on_cuda(const std::string& name, std::vector<std::string> more) {
  std::vector<std::string> args = {"fuzz",   "--kernel", plugin_file(name), "--device", "cuda:0",
                                   "--seed", "1",        "--shrink-time",   "5s"};
  args.insert(args.end(), more.begin(), more.end());
  return run_ropekv(args);
}

class ACudaPlugin : public testing::Test {
 protected:
  void SetUp() override {
    if (num_cuda_devices() == 0) GTEST_SKIP() << "no GPU";
  }
};

TEST_F(ACudaPlugin, ThatIsRightPasses) {
  for (const char* name : {"minimal_cuda", "adapted"}) {
    const CommandOutput output = on_cuda(name, {"--runs", "1500"});
    EXPECT_EQ(output.status, 0) << output.out << output.err;
    EXPECT_GT(std::stoi(output.after("stat::cases_passed: ")), 50) << name;
  }
}

TEST_F(ACudaPlugin, WhoseSlotsAreOffByOneFailsWithThePlaceNamed) {
  const CommandOutput output =
      on_cuda("off_by_one_cuda", {"--runs", "400", "--stop-on-first", "--set", "memory=guarded"});
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("    k_buffer[slot "));
}

TEST_F(ACudaPlugin, ThatLeavesAStickyErrorCrashesAndTheCampaignGoesOn) {
  const CommandOutput output = on_cuda("leaves_sticky_error", {"--runs", "40"});
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_NE(output.after("stat::cases_crashed: "), "0");
  EXPECT_NE(output.after("stat::cases_passed: "), "0");
}

TEST_F(ACudaPlugin, ThatLeavesAnotherDeviceCurrentFails) {
  if (num_cuda_devices() < 2) GTEST_SKIP() << "one GPU only";
  const CommandOutput output =
      on_cuda("changes_device", {"--runs", "200", "--stop-on-first", "--set", "scenario=plain"});
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("launch left device 1 the current one, which was 0"));
}

}  // namespace
}  // namespace ropekv
