// What a campaign promises, seen from the outside.
#include <algorithm>

#include "fuzz/tests/run_command.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

constexpr const char* kDigest = "stat::digest: ";
constexpr const char* kOutputDigest = "stat::output_digest: ";

std::vector<std::string> campaign(std::vector<std::string> more) {
  std::vector<std::string> args = {"fuzz", "--seed", "7", "--runs", "150"};
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

TEST(CampaignCommand, PrintsTheSeedFirstAndTheStatsLast) {
  const CommandOutput output = run_ropekv({"fuzz", "--runs", "20", "--device", "host"});
  ASSERT_EQ(output.status, 0) << output.out << output.err;
  const auto lines = output.out_lines();
  EXPECT_TRUE(lines.front().starts_with("--seed ")) << lines.front();
  EXPECT_TRUE(lines.back().starts_with("stat::")) << lines.back();
  EXPECT_EQ(output.after("stat::cases_executed: "), "20");
  EXPECT_EQ(output.after("stat::findings: "), "0");
}

TEST(CampaignCommand, BlamesNoKernelForCasesThatOnlyLeavesOut) {
  const CommandOutput output = run_ropekv({"fuzz", "--seed", "1", "--runs", "20", "--device",
                                           "host", "--size", "small", "--only", "nhd_equals_hnd"});
  ASSERT_EQ(output.status, 0) << output.out << output.err;
  EXPECT_EQ(output.after("            outside the kernel's support: "), "") << output.out;
  EXPECT_NE(output.after("            outside the kernel's support, or not for --only: "), "");
}

TEST(CampaignCommand, DigestsAreReproducible) {
  const CommandOutput once = run_ropekv(campaign({"--device", "host"}));
  const CommandOutput again = run_ropekv(campaign({"--device", "host"}));
  ASSERT_EQ(once.status, 0) << once.out << once.err;
  EXPECT_TRUE(once.after(kDigest).ends_with(" [0,150)")) << once.out;
  EXPECT_EQ(once.after(kDigest), again.after(kDigest));
  EXPECT_EQ(once.after(kOutputDigest), again.after(kOutputDigest));
  const CommandOutput other = run_ropekv({"fuzz", "--seed", "8", "--runs", "150"});
  EXPECT_NE(once.after(kDigest), other.after(kDigest));
}

TEST(CampaignCommand, DigestsAreEqualOnBothLanes) {
  const CommandOutput cuda = run_ropekv(campaign({"--device", "cuda"}));
  if (cuda.status == 4) GTEST_SKIP() << cuda.err;
  ASSERT_EQ(cuda.status, 0) << cuda.out << cuda.err;
  const CommandOutput host = run_ropekv(campaign({"--device", "host"}));
  EXPECT_EQ(cuda.after(kDigest), host.after(kDigest));
  EXPECT_EQ(cuda.after(kOutputDigest), host.after(kOutputDigest));
}

TEST(CampaignCommand, EveryCaseLineOfVerboseParsesBackToItself) {
  const CommandOutput output = run_ropekv(campaign({"--device", "host", "-v"}));
  ASSERT_EQ(output.status, 0) << output.out << output.err;
  int num_lines = 0;
  for (const std::string& text : output.out_lines()) {
    if (!text.starts_with('#') || text.find(" rkv1:") == text.npos) continue;
    const std::string line = text.substr(text.find(' ') + 1);
    std::string error;
    const auto c = parse_case(line, &error);
    ASSERT_TRUE(c) << error;
    EXPECT_EQ(print_case(*c), line);
    ++num_lines;
  }
  EXPECT_EQ(num_lines, 150);
}

TEST(CampaignCommand, SeedAndIndexReplayTheCaseOfTheCampaign) {
  const CommandOutput output = run_ropekv({"fuzz", "--seed", "7", "--runs", "6", "-v"});
  const CommandOutput replay = run_ropekv({"replay", "7:5"});
  ASSERT_EQ(replay.status, 0) << replay.out << replay.err;
  ASSERT_NE(output.after("#5 "), "");
  EXPECT_EQ(output.after("#5 "), replay.after("#5 "));
}

TEST(CampaignCommand, ADemandedGpuThatIsNotThereIsExitFour) {
  const CommandOutput output =
      run_ropekv(campaign({"--device", "cuda"}), "CUDA_VISIBLE_DEVICES=-1");
  EXPECT_EQ(output.status, 4) << output.out;
  EXPECT_EQ(output.out, "");
  EXPECT_NE(output.err.find("--device is 'cuda'"), std::string::npos) << output.err;
}

TEST(CampaignCommand, ACampaignInWhichNoCasePassedProvesNothing) {
  const CommandOutput output =
      run_ropekv(campaign({"--device", "host", "--size", "small", "--set", "bad_positions=1000",
                           "--set", "cache=none", "--set", "num_tokens=4"}));
  EXPECT_EQ(output.status, 3) << output.out << output.err;
}

TEST(CampaignCommand, AnInterruptEndsItWithStats) {
  const CommandOutput output =
      run_ropekv({"fuzz", "--seed", "7", "--device", "host"}, "timeout --preserve-status -s INT 2");
  EXPECT_EQ(output.status, 72) << output.err;
  EXPECT_NE(output.out.find("interrupted"), std::string::npos) << output.out;
  EXPECT_NE(output.after(kDigest), "");
}

TEST(CampaignCommand, AStopFileEndsItCleanly) {
  const TemporaryDir dir;
  const std::string file = (dir.path() / "stop").string();
  const CommandOutput output =
      run_ropekv({"fuzz", "--seed", "7", "--device", "host", "--stop-file", file},
                 "(sleep 2; touch " + shell_quoted(file) + ") &");
  EXPECT_EQ(output.status, 0) << output.err;
  EXPECT_NE(output.out.find("--stop-file"), std::string::npos) << output.out;
}

TEST(CampaignCommand, NothingRanIsAnErrorOfTheHarness) {
  EXPECT_EQ(run_ropekv({"fuzz", "--runs", "0", "--device", "host"}).status, 3);
}

TEST(CampaignCommand, AFindingIsFiledAsACaseThatFailsAgain) {
  const TemporaryDir dir;
  const std::string mutant = "mutant/v_through_float";
  const CommandOutput output =
      run_ropekv(campaign({"--device", "host", "--kernel", mutant, "--artifact-dir",
                           dir.path().string(), "--shrink-time", "5s"}));
  EXPECT_EQ(output.status, 1) << output.err;
  const CommandOutput replay =
      run_ropekv({"replay", dir.path().string(), "--kernel", mutant, "--device", "host"});
  EXPECT_EQ(replay.status, 1) << replay.out << replay.err;
  for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
    EXPECT_EQ(entry.path().extension(), ".case") << "nothing half-written may stay";
  }
}

}  // namespace
}  // namespace ropekv
