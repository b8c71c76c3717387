// Several cases at once in one process: the verdicts are those that each case gets alone.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "fuzz/company.h"
#include "fuzz/tests/run_command.h"

namespace ropekv {
namespace {

using testing::HasSubstr;
using Kind = Company::Stay::Kind;

CommandOutput campaign(const std::string& kernel, std::vector<std::string> more) {
  std::vector<std::string> args = {
      "fuzz",           "--seed",        "7",    "--runs", "200",   "--device",
      "host",           "--kernel",      kernel, "--size", "small", "--set",
      "scenario=plain", "--shrink-time", "3s"};
  args.insert(args.end(), more.begin(), more.end());
  return run_ropekv(args);
}

CommandOutput one_at_a_time(const std::string& kernel, std::vector<std::string> more = {}) {
  more.insert(more.end(), {"--workers", "1"});
  return campaign(kernel, more);
}

CommandOutput four_at_once(const std::string& kernel, std::vector<std::string> more = {}) {
  more.insert(more.end(), {"--workers", "1", "--threads", "4"});
  return campaign(kernel, more);
}

TEST(Company, WhoIsAloneIsAlone) {
  Company company;
  std::atomic<int> inside = 0;
  std::atomic<int> alone = 0;
  std::atomic<bool> disturbed = false;
  const auto visit = [&](int seed) {
    for (int i = 0; i < 2000; ++i) {
      if ((i + seed) % 7 == 0) {
        const Company::Stay stay(&company, Kind::kAlone);
        if (inside != 0 || ++alone != 1) disturbed = true;
        --alone;
      } else {
        const Company::Stay stay(&company, Kind::kBesideOthers);
        ++inside;
        if (alone != 0) disturbed = true;
        --inside;
      }
    }
  };
  std::vector<std::thread> threads;
  for (int seed = 0; seed < 4; ++seed) threads.emplace_back(visit, seed);
  for (std::thread& thread : threads) thread.join();
  EXPECT_FALSE(disturbed);
}

// Kernels that are right, that fail, and that crash: what is found does not depend on the threads.
TEST(Team, TheNumberOfThreadsDoesNotMatter) {
  for (const std::string kernel : {"production", "mutant/v_through_float", "fault/abort"}) {
    const CommandOutput alone = one_at_a_time(kernel);
    const CommandOutput team = four_at_once(kernel);
    EXPECT_EQ(alone.status, team.status) << team.out << team.err;
    for (const char* name : {"stat::digest: ", "stat::output_digest: ", "stat::findings: ",
                             "stat::cases_crashed: ", "stat::elements_checked: "}) {
      EXPECT_EQ(alone.after(name), team.after(name)) << kernel << ' ' << name;
    }
  }
}

TEST(Team, AHangInOneThreadIsBlamedOnItsCase) {
  const std::vector<std::string> plain = {"--only", "guards_are_intact", "--timeout", "1s"};
  const CommandOutput output = four_at_once("fault/hang", plain);
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_NE(output.after("stat::cases_hung: "), "0");
  EXPECT_EQ(output.after("stat::findings: "), "1") << output.out;
}

// Who is hurt by another is not to blame, and it is told all the same.
TEST(Team, WritingToTheMemoryOfAnotherCaseIsAFinding) {
  const CommandOutput alone = one_at_a_time("fault/trespass");
  EXPECT_EQ(alone.status, 0) << alone.out << alone.err;
  const CommandOutput team = four_at_once("fault/trespass");
  EXPECT_EQ(team.status, 1) << team.out << team.err;
  EXPECT_EQ(team.after("stat::cases_failed: "), "0") << team.out;
  EXPECT_EQ(team.after("stat::digest: "), alone.after("stat::digest: "));
  EXPECT_THAT(team.out, HasSubstr("FLAKY"));
  EXPECT_THAT(team.out, HasSubstr("_in_company"));
}

// In one process after another, each case has other predecessors, and the verdict it gets alone.
TEST(Team, AFailureThatAnEarlierCaseLeftBehindIsNoVerdict) {
  // The launches of one case have one size.
  const std::vector<std::string> plain = {"--only", "q_and_k_lie_in_the_accept_set"};
  const CommandOutput one = one_at_a_time("fault/stale", plain);
  const CommandOutput two =
      campaign("fault/stale", {"--only", "q_and_k_lie_in_the_accept_set", "--workers", "2"});
  const CommandOutput team = four_at_once("fault/stale", plain);
  for (const CommandOutput* output : {&one, &two, &team}) {
    EXPECT_EQ(output->status, 1) << output->out << output->err;
    EXPECT_EQ(output->after("stat::cases_failed: "), "0") << output->out;
    EXPECT_EQ(output->after("stat::digest: "), one.after("stat::digest: "));
    EXPECT_EQ(output->after("stat::output_digest: "), one.after("stat::output_digest: "));
    EXPECT_THAT(output->out, HasSubstr("FLAKY failed_in_company"));
  }
  EXPECT_THAT(one.out, HasSubstr("after what its process had run before, and not in a new one"));
}

TEST(Team, TheNumberOfThreadsMustBeSensible) {
  for (const std::string bad : {"0", "257", "some"}) {
    const CommandOutput output =
        run_ropekv({"fuzz", "--device", "host", "--runs", "1", "--threads", bad});
    EXPECT_EQ(output.status, 2);
    EXPECT_THAT(output.err, HasSubstr("--threads is '" + bad + "'"));
  }
}

}  // namespace
}  // namespace ropekv
