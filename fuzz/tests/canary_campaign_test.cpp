// Canaries of whole campaigns, seen from the outside: all are found out, and their number depends
// on nothing but the cases.
#include <gmock/gmock.h>

#include "fuzz/tests/run_command.h"

namespace ropekv {
namespace {

using testing::HasSubstr;

constexpr const char* kCounts[] = {
    "stat::canaries_due: ", "stat::canaries_run: ", "stat::canaries_missed: "};

CommandOutput fuzz(const std::vector<std::string>& more) {
  std::vector<std::string> args = {"fuzz", "--seed", "1", "--size", "small", "--device", "host"};
  args.insert(args.end(), more.begin(), more.end());
  return run_ropekv(args);
}

void expect_same_counts(const CommandOutput& a, const CommandOutput& b) {
  for (const char* name : kCounts) EXPECT_EQ(a.after(name), b.after(name)) << b.out << b.err;
}

TEST(CanariesOfACampaign, AreFoundOutWhoeverRunsThem) {
  const CommandOutput one = fuzz({"--runs", "400", "--workers", "1"});
  EXPECT_EQ(one.status, 0) << one.out << one.err;
  EXPECT_GE(std::stoi(one.after("stat::canaries_run: ")), 2);
  EXPECT_EQ(one.after("stat::canaries_run: "), one.after("stat::canaries_due: "));
  EXPECT_EQ(one.after("stat::canaries_missed: "), "0");
  expect_same_counts(one, fuzz({"--runs", "400", "--workers", "2"}));
  expect_same_counts(one, fuzz({"--runs", "400", "--workers", "1", "--threads", "3"}));
  const CommandOutput wrong =
      fuzz({"--runs", "400", "--kernel", "mutant/v_through_float", "--shrink-time", "1s"});
  EXPECT_EQ(wrong.status, 1);
  expect_same_counts(one, wrong);
}

TEST(CanariesOfACampaign, CountTheSameInShardsAndAfterAResume) {
  const TemporaryDir dir;
  const auto path = [&](const char* name) { return (dir.path() / name).string(); };
  const CommandOutput whole = fuzz({"--runs", "400", "--db", path("whole")});
  fuzz({"--runs", "200", "--db", path("resumed")});
  expect_same_counts(whole, fuzz({"--runs", "400", "--db", path("resumed")}));
  expect_same_counts(whole, run_ropekv({"status", path("resumed")}));
  for (const std::string shard : {"0", "1"}) {
    fuzz({"--runs", "400", "--shard", shard + "/2", "--db", path(shard.c_str())});
  }
  expect_same_counts(whole, run_ropekv({"merge", path("merged"), path("1"), path("0")}));
  expect_same_counts(whole, run_ropekv({"merge", path("merged"), path("whole")}));
}

TEST(CanariesOfACampaign, CanBeReplayed) {
  const CommandOutput output =
      run_ropekv({"replay", "rkv1:num_tokens=5,num_slots=9", "--device", "host", "--kernel",
                  "canary/untouched_slot", "--only", "untouched_slots_keep_their_bytes"});
  EXPECT_EQ(output.status, 1) << output.out;
  EXPECT_THAT(output.out, HasSubstr("FAILED untouched_slots_keep_their_bytes"));
}

}  // namespace
}  // namespace ropekv
