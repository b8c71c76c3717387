// --against: two kernels on the same cases, and what is said of where they differ.
#include <gmock/gmock.h>

#include "fuzz/tests/run_command.h"

namespace ropekv {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

CommandOutput replay(const std::string& line, const std::vector<std::string>& more) {
  std::vector<std::string> args = {"replay", line, "--device", "host"};
  args.insert(args.end(), more.begin(), more.end());
  return run_ropekv(args);
}

TEST(Against, KernelsThatComputeAlikeLeaveTheSameBits) {
  const CommandOutput output = run_ropekv({"fuzz", "--device", "host", "--seed", "1", "--runs",
                                           "48", "--against", "naive", "--size", "small"});
  EXPECT_EQ(output.status, 0) << output.out << output.err;
  const int compared = std::stoi(output.after("stat::cases_compared: "));
  EXPECT_GT(compared, 24);
  EXPECT_LE(compared, std::stoi(output.after("stat::cases_executed: ")));
  EXPECT_THAT(output.out, HasSubstr(fmt::format("against   naive: {} of ", compared)));
}

// The kernel under test is right, and so holds all that is its own.
TEST(Against, ADifferenceIsAFindingThatSaysHowMuch) {
  const std::string wrong = "mutant/k_rope_not_written";
  const CommandOutput output =
      run_ropekv({"fuzz", "--device", "host", "--seed", "1", "--runs", "64", "--against", wrong,
                  "--size", "small", "--stop-on-first"});
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("FAILED equals_the_other_kernel: two kernels leave the same"));
  EXPECT_THAT(output.out, HasSubstr("  kernel   production on host, against " + wrong));
  EXPECT_THAT(output.out, HasSubstr("ulp apart"));
  EXPECT_THAT(output.out, HasSubstr("k_rope[token 0, head 0, dim 0]  want "));
  EXPECT_THAT(output.out, HasSubstr("in a launch of " + wrong));
  const std::string command = output.after("  replay   ropekv replay '");
  EXPECT_THAT(command, HasSubstr("' --against " + wrong));
  const std::string line = command.substr(0, command.find('\''));
  EXPECT_EQ(replay(line, {"--against", wrong}).status, 1) << "as the page says";
  EXPECT_EQ(replay(line, {}).status, 0) << "alone it is right";
  EXPECT_EQ(replay(line, {"--against", "naive"}).status, 0);
}

TEST(Against, CanBeTheOnlyProperty) {
  const CommandOutput output =
      replay("rkv1:num_tokens=3",
             {"--against", "mutant/k_rope_not_written", "--only", "equals_the_other_kernel"});
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_EQ(output.after("stat::cases_compared: "), "1");
}

TEST(Against, ACaseThatTheOtherCannotIsNotCompared) {
  const CommandOutput history =
      replay("rkv1:num_tokens=8,num_slots=64,scenario=serving:1:4", {"--against", "naive"});
  EXPECT_EQ(history.status, 3) << history.out;
  EXPECT_THAT(history.out, HasSubstr("nothing was compared: this proves nothing"));
}

TEST(Against, IsAnotherCampaign) {
  const TemporaryDir dir;
  const std::string db = dir.path() / "a.db";
  const std::vector<std::string> alone = {"fuzz",   "--device", "host", "--seed", "1",
                                          "--runs", "16",       "--db", db};
  ASSERT_EQ(run_ropekv(alone).status, 0);
  auto against = alone;
  against.insert(against.end(), {"--against", "naive"});
  const CommandOutput output = run_ropekv(against);
  EXPECT_EQ(output.status, 2);
  EXPECT_THAT(output.err, HasSubstr("--against is 'naive', but was not given"));
}

TEST(Against, BadInput) {
  EXPECT_THAT(replay("rkv1:", {"--against", "production"}).err,
              HasSubstr("--against is 'production': it is the kernel under test itself"));
  EXPECT_THAT(replay("rkv1:", {"--against", "nope"}).err,
              HasSubstr("--against is 'nope': there is no such kernel"));
  EXPECT_THAT(replay("rkv1:", {"--only", "equals_the_other_kernel"}).err,
              HasSubstr("it needs --against"));
}

}  // namespace
}  // namespace ropekv
