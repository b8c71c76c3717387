// Signals, sent to whom terminals and schedulers send them.
#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>

#include "fuzz/tests/run_command.h"

namespace ropekv {
namespace {

using testing::HasSubstr;

// Endless, unless `more` says otherwise.
std::vector<std::string> campaign(std::vector<std::string> more = {}) {
  std::vector<std::string> args = {"fuzz",     "--seed", "7",         "--size", "small",
                                   "--device", "host",   "--workers", "2"};
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

// In a process group of its own, whose number is that of the command; `meanwhile` runs beside it,
// in the group as well, and knows it as $$.
std::string beside(const std::string& meanwhile) {
  return "setsid -w sh -c " +
         shell_quoted("(trap '' INT TERM USR1; " + meanwhile + ") > /dev/null 2>&1 & exec \"$@\"") +
         " sh";
}

// Both workers are its children, and so is who waits here.
const std::string kOnceItRuns =
    "while [ $(wc -w < /proc/$$/task/$$/children) -lt 3 ]; do sleep 0.1; done; sleep 0.5; ";

class EverySignal : public testing::TestWithParam<std::string> {};

// As Ctrl-C in a terminal, or a scheduler, does: workers have groups of their own and do not hear.
TEST_P(EverySignal, ToTheWholeGroupEndsTheCampaignAndSavesItsState) {
  const TemporaryDir dir;
  const std::string db = (dir.path() / "a.db").string();
  const CommandOutput output =
      run_ropekv(campaign({"--db", db}), beside(kOnceItRuns + "kill -" + GetParam() + " -$$"));
  EXPECT_EQ(output.status, 72) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("interrupted"));
  EXPECT_EQ(output.after("stat::worker_starts: "), "2") << "no worker was struck";
  EXPECT_NE(output.after("stat::cases_executed: "), "0");
  const CommandOutput status = run_ropekv({"status", db});
  EXPECT_EQ(status.after("stat::cases_executed: "), output.after("stat::cases_executed: "));
  EXPECT_EQ(status.after("stat::digest: "), output.after("stat::digest: "));
}

INSTANTIATE_TEST_SUITE_P(All, EverySignal, testing::Values("INT", "TERM", "USR1"),
                         [](const auto& info) { return info.param; });

// Whoever opens a pipe waits for its reader: the campaign has not begun when it is struck.
TEST(Signals, BeforeTheFirstCaseAreNotedAsWell) {
  const TemporaryDir dir;
  const std::string pipe = (dir.path() / "pipe").string();
  const CommandOutput output = run_ropekv(
      campaign({"--jsonl", pipe}),
      "mkfifo " + pipe + "; " +
          beside("until grep -q ropekv /proc/$$/comm; do sleep 0.1; done; sleep 1; kill -USR1 $$; "
                 "cat " +
                 pipe));
  EXPECT_EQ(output.status, 72) << output.out << output.err;
  EXPECT_EQ(output.after("stat::cases_executed: "), "0");
}

// Who carries the mark in its environment, one number a line, zombies not.
std::string list_marked(const std::string& mark) {
  return "for p in /proc/[0-9]*; do read -r name 2> /dev/null < $p/comm || continue; "
         "case $name in ropekv*) tr '\\0' '\\n' 2> /dev/null < $p/environ | grep -qx " +
         mark + " && echo ${p#/proc/} ;; esac; done";
}

int num_lines(const std::filesystem::path& file) {
  const std::string text = read_whole(file);
  return static_cast<int>(std::ranges::count(text, '\n'));
}

// The workers hang, and after a short timeout workers of workers that look into it.
class WithHangingWorkers : public testing::Test {
 protected:
  CommandOutput run(const std::string& timeout, const std::string& meanwhile) const {
    const std::string mark = "ROPEKV_MARK=" + dir_.path().filename().string();
    const std::string listed = shell_quoted(file("before"));
    const std::string before = "for i in $(seq 200); do " + list_marked(mark) + " > " + listed +
                               "; [ $(wc -l < " + listed + ") -ge 3 ] && break; sleep 0.1; done";
    const std::string after = list_marked(mark) + " > " + shell_quoted(file("part")) + "; mv " +
                              shell_quoted(file("part")) + ' ' + shell_quoted(file("after"));
    return run_ropekv(
        campaign({"--kernel", "fault/hang", "--timeout", timeout, "--set", "scenario=plain"}),
        "env " + mark + ' ' + beside(before + "; " + meanwhile + "; sleep 0.5; " + after));
  }
  void expect_nobody_left() const {
    for (int i = 0; i < 2000 && !std::filesystem::exists(file("after")); ++i) usleep(50'000);
    ASSERT_TRUE(std::filesystem::exists(file("after")));
    EXPECT_GE(num_lines(file("before")), 3) << "supervisor and workers";
    EXPECT_EQ(num_lines(file("after")), 0) << read_whole(file("after"));
  }
  std::string file(const std::string& name) const { return (dir_.path() / name).string(); }

  TemporaryDir dir_;
};

TEST_F(WithHangingWorkers, ASecondCtrlCEndsAtOnceAndLeavesNobody) {
  const CommandOutput output = run("30s", "kill -INT -$$; sleep 2.5; kill -INT -$$; sleep 0.2");
  EXPECT_NE(output.status, 0);
  EXPECT_NE(output.status, 1) << output.out << output.err;
  expect_nobody_left();
}

TEST_F(WithHangingWorkers, AKilledSupervisorLeavesNobody) {
  run("2s", "sleep 3; kill -KILL $$");
  expect_nobody_left();
}

// As a batch system suspends a job: all of it, for longer than --timeout. No case hung.
TEST(Signals, ASuspendedCampaignGoesOnAsIfNothingHadBeen) {
  const CommandOutput calm = run_ropekv(campaign({"--runs", "1500"}));
  const CommandOutput output =
      run_ropekv(campaign({"--runs", "1500", "--timeout", "2s"}),
                 beside("sleep 0.5; all=$$; for c in $(cat /proc/$$/task/$$/children); do "
                        "grep -q ^ropekv /proc/$c/comm && all=\"$all $c\"; done; "
                        "kill -STOP $all; sleep 5; kill -CONT $all"));
  EXPECT_EQ(output.status, 0) << output.out << output.err;
  EXPECT_GE(std::stod(output.after("stat::seconds: ")), 5) << "it was not suspended";
  EXPECT_EQ(output.after("stat::worker_starts: "), "2");
  EXPECT_EQ(output.after("stat::digest: "), calm.after("stat::digest: "));
}

}  // namespace
}  // namespace ropekv
