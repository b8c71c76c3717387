// Whatever a plug-in does, the command ends with a sentence and a status: 2 where it could not be
// put under test, else what came of its cases.
#include <gmock/gmock.h>

#include <algorithm>

#include "fuzz/tests/plugin_files.h"

namespace ropekv {
namespace {

using testing::HasSubstr;
using testing::Not;

// Exit status 2 and one sentence, which names option and path.
void expect_refused(const std::string& file, const std::string& why) {
  SCOPED_TRACE(file);
  const CommandOutput output = fuzz_plugin(file, {"--runs", "10", "--timeout", "1s"});
  EXPECT_EQ(output.status, 2) << output.out << output.err;
  EXPECT_EQ(output.out, "");
  EXPECT_EQ(std::ranges::count(output.err, '\n'), 1) << output.err;
  EXPECT_THAT(output.err, HasSubstr("--kernel is '" + file + "': "));
  EXPECT_THAT(output.err, HasSubstr(why));
}

// Of a campaign that has a finding.
CommandOutput first_failure_of(const std::string& name, const std::string& runs) {
  CommandOutput output = fuzz_plugin(plugin_file(name), {"--runs", runs, "--stop-on-first"});
  EXPECT_EQ(output.status, 1) << name << output.out << output.err;
  return output;
}

TEST(ABadPlugin, ThatIsNoLibraryIsRefused) {
  const TemporaryDir dir;
  const auto file = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(dir.path() / name) << bytes;
    return (dir.path() / name).string();
  };
  expect_refused("./nothing_here.so", "there is no such file");
  expect_refused(dir.path().string(), "it is no regular file");
  expect_refused(file("empty.so", ""), "it is no shared library");
  expect_refused(file("text.so", "INPUT ( libc.so.6 )"), "it is no shared library");
  expect_refused("/dev/null", "it is no regular file");
  std::string elf = read_whole(plugin_file("minimal_host"));
  expect_refused(file("cut.so", elf.substr(0, 100)), "it cannot be loaded");
  elf[18] = '\xB7';  // e_machine, of AArch64
  elf[19] = 0;
  expect_refused(file("arm.so", elf), "it is for AArch64, and this ropekv for ");
  elf = read_whole(plugin_file("minimal_host"));
  elf[16] = 1;  // e_type: an object file
  expect_refused(file("object.so", elf), "it is no shared library");
}

TEST(ABadPlugin, ThatIsNoPluginIsRefused) {
  expect_refused(plugin_file("without_launch"), "it exports no ropekv_launch");
  expect_refused(plugin_file("other_version"), "contract_version is 2");
  expect_refused(plugin_file("malformed"), "dtypes is 0x8");
}

TEST(ABadPlugin, ThatFailsBeforeItIsDescribedIsRefused) {
#if !defined(__SANITIZE_ADDRESS__)  // which prints a page of its own
  expect_refused(plugin_file("crashes_when_loaded"), "ended with SIGABRT while it was loaded");
  expect_refused(plugin_file("crashes_in_describe"), "ended with SIGSEGV while it was described");
#endif
  expect_refused(plugin_file("exits_in_describe"),
                 "ended with exit status 0 while it was described");
  expect_refused(plugin_file("hangs_in_describe"), "it was not described within --timeout 1s");
  expect_refused(plugin_file("throws_in_describe"), "it threw 'no licence' while it was described");
}

TEST(ABadPlugin, ThatThrowsInALaunchCrashes) {
  const CommandOutput output = first_failure_of("throws_in_launch", "60");
  EXPECT_THAT(output.out, HasSubstr("too many tokens while launching"));
}

TEST(ABadPlugin, ThatLiesAboutItsSupportFails) {
  const CommandOutput garbage = first_failure_of("claims_f16", "200");
  EXPECT_THAT(garbage.after("  case     "), HasSubstr("dtype=f16"));
  const CommandOutput output = first_failure_of("rejects_its_claim", "60");
  EXPECT_THAT(output.out, HasSubstr("FAILED declared_support_is_kept"));
  EXPECT_THAT(output.out, HasSubstr("the launch rejected it: head_dim is "));
}

TEST(ABadPlugin, ThatReturnsErrorsFails) {
  const CommandOutput fails = first_failure_of("fails", "40");
  EXPECT_THAT(fails.out, HasSubstr("FAILED launch_succeeds"));
  EXPECT_THAT(fails.out, HasSubstr("status 3, no room?stat::digest: 0?xxx"));
  const CommandOutput nonsense = first_failure_of("returns_nonsense", "40");
  EXPECT_THAT(nonsense.out, HasSubstr("ropekv_launch returned 99, which is no status"));
}

TEST(ABadPlugin, ThatCrashesWhenAskedForItsSupportCrashes) {
  // Of two launches at once each is asked for before there is any launch.
  const CommandOutput output = fuzz_plugin(plugin_file("crashes_in_supports"),
                                           {"--runs", "10", "--set", "scenario=overlap"});
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("reason   SIGABRT while launching\n"));
}

TEST(ABadPlugin, ThatChangesHowItsThreadComputesFails) {
  const CommandOutput output = first_failure_of("rounds_upward", "40");
  EXPECT_THAT(output.out, HasSubstr("FAILED launch_succeeds"));
  EXPECT_THAT(output.out, HasSubstr("ropekv_launch left floating point changed for the whole "
                                    "thread, which rounds upward now and rounds to nearest "
                                    "before"));
}

// It is judged by what it computes as it is loaded, and by a reference that computes as ever.
TEST(ABadPlugin, ThatChangesHowItComputesWhenLoadedFailsInWhatItComputes) {
  const CommandOutput output = first_failure_of("rounds_upward_when_loaded", "40");
  EXPECT_THAT(output.after("claims  "), HasSubstr("; loaded, it rounds upward"));
  EXPECT_THAT(output.out, HasSubstr("FAILED q_and_k_lie_in_the_accept_set"));
}

TEST(ABadPlugin, ThatForksComesBackOnce) {
  const std::vector<std::string> runs = {"--runs", "40", "--size", "small"};
  const CommandOutput forks = fuzz_plugin(plugin_file("forks"), runs);
  const CommandOutput right = fuzz_plugin(plugin_file("minimal_host"), runs);
  EXPECT_EQ(forks.status, 0) << forks.out << forks.err;
  EXPECT_EQ(forks.after("stat::digest: "), right.after("stat::digest: "));
  EXPECT_EQ(forks.after("stat::output_digest: "), right.after("stat::output_digest: "));
}

TEST(ABadPlugin, ToCompareWithIsWhoIsNamedWhereItThrows) {
  const std::string other = plugin_file("throws_in_launch");
  const CommandOutput output = run_ropekv(
      {"replay", "rkv1:num_tokens=5", "--kernel", plugin_file("minimal_host"), "--against", other});
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr(", against " + other + "\n"));
  EXPECT_THAT(output.out, HasSubstr("reason   too many tokens while launching\n"));
}

TEST(ABadPlugin, ThatLeaksIsAFindingOfTheCampaign) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "its heap keeps what is given back";
#endif
  const std::vector<std::string> runs = {"--runs", "40", "--size", "small"};
  const CommandOutput right = fuzz_plugin(plugin_file("keeps_plans"), runs);
  EXPECT_EQ(right.status, 0) << right.out << right.err;
  const std::pair<const char*, const char*> rows[] = {{"leaks", "1008 bytes of the heap"},
                                                      {"leaks_files", "1 open files"}};
  for (const auto& [name, kept] : rows) {
    const CommandOutput leaks = fuzz_plugin(plugin_file(name), runs);
    EXPECT_EQ(leaks.status, 1) << leaks.out << leaks.err;
    EXPECT_THAT(leaks.out, HasSubstr("FAILED leaks: a launch gives back what it takes\n"));
    EXPECT_THAT(leaks.out, HasSubstr(std::string("  kept     ") + kept + " by each of 256 "));
    EXPECT_EQ(leaks.after("stat::findings: "), "1");
    EXPECT_EQ(leaks.after("stat::digest: "), right.after("stat::digest: "));
  }
}

TEST(ABadPlugin, ThatPrintsDoesNotWriteIntoOurResults) {
  const std::vector<std::string> runs = {"--runs", "40"};
  const CommandOutput talkative = fuzz_plugin(plugin_file("prints"), runs);
  const CommandOutput silent = fuzz_plugin(plugin_file("minimal_host"), runs);
  EXPECT_EQ(talkative.status, 0) << talkative.out;
  EXPECT_THAT(talkative.out, Not(HasSubstr("from a plug-in")));
  EXPECT_THAT(talkative.err, HasSubstr("stat::digest: 0 from a plug-in"));
  EXPECT_EQ(talkative.after("stat::digest: "), silent.after("stat::digest: "));
}

}  // namespace
}  // namespace ropekv
