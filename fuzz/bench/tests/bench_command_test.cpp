// `ropekv bench` as a person types it.
#include <algorithm>

#include "fuzz/bench/report_json.h"
#include "fuzz/tests/run_command.h"
#include "properties/lane.h"

namespace ropekv {
namespace {

TEST(BenchCommand, AnswersBadInputByOneSentenceThatNamesIt) {
  const TemporaryDir dir;
  const std::string damaged = (dir.path() / "damaged.json").string();
  std::ofstream(damaged) << "{}";
  const std::vector<std::vector<std::string>> inputs = {
      {"--kernel", "nope"},
      {"--preset", "nope"},
      {"--filter", "nope"},
      {"--filter", "(nope"},
      {"--case", "rkv1:nope=1"},
      {"--case", "rkv1:num_tokens=0"},
      {"--pdl", "nope"},
      {"--rounds", "0"},
      {"--rounds", "nope"},
      {"--device", "host"},
      {"--baseline", "/nope.json"},
      {"--baseline", damaged},
      {"--fail-above", "nope"},
      {"--fail-above", "1.1"},  // without --baseline
      {"--nope", "1"},
  };
  for (std::vector<std::string> input : inputs) {
    SCOPED_TRACE(testing::PrintToString(input));
    std::vector<std::string> args = {"bench"};
    args.insert(args.end(), input.begin(), input.end());
    const CommandOutput output = run_ropekv(args);
    EXPECT_EQ(output.status, 2) << output.out;
    EXPECT_EQ(output.out, "");
    EXPECT_EQ(std::ranges::count(output.err, '\n'), 1) << output.err;
    EXPECT_NE(output.err.find(input[0]), std::string::npos) << output.err;
  }
}

TEST(BenchCommand, SaysWhereThereIsNoGpu) {
  const CommandOutput output = run_ropekv({"bench"}, "CUDA_VISIBLE_DEVICES=");
  EXPECT_EQ(output.status, 4);
  EXPECT_NE(output.err.find("no usable CUDA device"), std::string::npos) << output.err;
}

TEST(BenchCommand, ListsEachCellWithTheLineThatReplaysIt) {
  const CommandOutput output = run_ropekv({"bench", "--list", "--preset", "fused"});
  EXPECT_EQ(output.status, 0) << output.err;
  ASSERT_EQ(output.out_lines().size(), 6U);
  for (const std::string& line : output.out_lines()) {
    EXPECT_NE(line.find(" rkv1:"), std::string::npos) << line;
  }
}

const std::vector<std::string> kSmallCell = {
    "bench", "--case", "rkv1:num_tokens=64,num_qo_heads=8,num_kv_heads=2,dtype=bf16,pdl=yes",
    "--rounds", "3"};

std::vector<std::string> with(std::vector<std::string> args, const std::vector<std::string>& more) {
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

TEST(BenchCommand, TimesEveryContenderOfASmallCell) {
  if (num_cuda_devices() == 0) GTEST_SKIP() << "no GPU";
  const TemporaryDir dir;
  const std::string json = (dir.path() / "report.json").string();
  const CommandOutput output =
      run_ropekv(with(kSmallCell, {"--json", json, "--kernel", "production", "--kernel", "naive"}));
  ASSERT_EQ(output.status, 0) << output.out << output.err;
  std::string error;
  const auto report = parse_report(read_whole(json), &error);
  ASSERT_TRUE(report) << error;
  ASSERT_EQ(report->cells.size(), 1U);
  // Two kernels, two shapes of the floor, two copies, the empty launch and the unfused pair.
  EXPECT_EQ(report->cells[0].timings.size(), 8U);
  for (const Timing& timing : report->cells[0].timings) {
    EXPECT_EQ(timing.skipped, "") << timing.name;
    EXPECT_GT(timing.us.min, 0) << timing.name;
    EXPECT_LE(timing.us.median, timing.us.max) << timing.name;
    EXPECT_GT(timing.host_ns, 0) << timing.name;
  }
  // Against itself nothing is a hundred times slower, and nothing twice as fast.
  const auto compared = with(kSmallCell, {"--baseline", json, "--fail-above"});
  EXPECT_EQ(run_ropekv(with(compared, {"100"})).status, 0);
  EXPECT_EQ(run_ropekv(with(compared, {"0.1"})).status, 1);
}

TEST(BenchCommand, DoesNotTimeAKernelThatIsWrong) {
  if (num_cuda_devices() == 0) GTEST_SKIP() << "no GPU";
  const CommandOutput output =
      run_ropekv(with(kSmallCell, {"--kernel", "mutant/v_through_float", "--case",
                                   "rkv1:num_tokens=64,values=special,dtype=bf16"}));
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_NE(output.out.find("WRONG"), std::string::npos) << output.out;
}

}  // namespace
}  // namespace ropekv
