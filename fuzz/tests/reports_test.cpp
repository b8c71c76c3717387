// --jsonl, --junit and what GitHub shows, seen from the outside.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <nlohmann/json.hpp>

#include "fuzz/console.h"
#include "fuzz/events.h"
#include "fuzz/github.h"
#include "fuzz/junit.h"
#include "fuzz/tests/run_command.h"

namespace ropekv {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class Reports : public testing::Test {
 protected:
  std::string path(const char* name) const { return (dir_.path() / name).string(); }

  CommandOutput campaign(const std::vector<std::string>& more, const std::string& before = "",
                         const std::string& kernel = "mutant/minus_one_wraps_to_last_slot") const {
    std::vector<std::string> args = {"fuzz",   "--seed",        "1",        "--runs", "40",
                                     "--size", "small",         "--device", "host",   "--kernel",
                                     kernel,   "--shrink-time", "8s"};
    args.insert(args.end(), more.begin(), more.end());
    return run_ropekv(args, before);
  }

  // Without those of progress, of which a busy machine has some, and another has none.
  std::vector<json> events(const char* name) const {
    std::vector<json> all;
    std::istringstream text(read_whole(path(name)));
    for (std::string line; std::getline(text, line);) {
      if (json event = json::parse(line); event.at("event") != "progress") all.push_back(event);
    }
    return all;
  }

  TemporaryDir dir_;
};

TEST_F(Reports, JsonLinesTellTheCampaignItsFindingsAndItsEnd) {
  const CommandOutput output = campaign({"--jsonl", path("events")});
  ASSERT_EQ(output.status, 1) << output.err;
  const auto all = events("events");
  ASSERT_GE(all.size(), 3u);
  for (const json& event : all) EXPECT_EQ(event.at("schema"), "ropekv.events/1");
  EXPECT_EQ(all.front().at("event"), "campaign");
  EXPECT_EQ(all.front().at("options").at("--seed"), "1");
  EXPECT_EQ(all.at(1).at("event"), "finding");
  const auto finding = std::ranges::find_if(all, [](const json& event) {  // workers race to them
    return event.value("headline", "") == "untouched_slots_keep_their_bytes";
  });
  ASSERT_NE(finding, all.end());
  EXPECT_THAT(finding->at("page").get<std::string>(),
              HasSubstr("\n  explain  fails for holes all"));
  const json& summary = all.back();
  EXPECT_EQ(summary.at("event"), "summary");
  EXPECT_EQ(summary.at("exit_status"), 1);
  EXPECT_EQ(summary.at("done"), 40);
  EXPECT_THAT(output.after("stat::digest: "),
              testing::StartsWith(summary.at("digest").get<std::string>()));
}

TEST_F(Reports, JsonLinesAreAppendedAndHaveCasesOnlyIfAsked) {
  campaign({"--jsonl", path("events")}, "", "production");
  const size_t quiet = events("events").size();
  EXPECT_EQ(quiet, 2u);
  campaign({"--jsonl", path("events"), "-v"}, "", "production");
  EXPECT_EQ(events("events").size(), 2 * quiet + 40);
}

TEST_F(Reports, AKillLeavesWholeLinesAndAnErrorInJunit) {
  run_ropekv({"fuzz", "--seed", "1", "--device", "host", "-v", "--jsonl", path("events"), "--junit",
              path("junit")},
             "timeout -s KILL 3");
  EXPECT_GE(events("events").size(), 1u);
  EXPECT_THAT(read_whole(path("junit")), HasSubstr("did not come to its end"));
}

TEST_F(Reports, JunitHasACaseForEachPropertyAndPagesInFailures) {
  const CommandOutput output = campaign({"--junit", path("junit")});
  ASSERT_EQ(output.status, 1) << output.err;
  const std::string junit = read_whole(path("junit"));
  EXPECT_THAT(junit, HasSubstr("name=\"untouched_slots_keep_their_bytes\" time=\"0\">"));
  EXPECT_THAT(junit, HasSubstr("<failure type=\"FAILED\""));
  EXPECT_THAT(junit, HasSubstr("replays  5 of 5 failed"));
  EXPECT_THAT(junit, HasSubstr("name=\"guards_are_intact\" time=\"0\"/>"));
  EXPECT_THAT(junit, HasSubstr("<property name=\"stat::digest\""));
  EXPECT_THAT(junit, HasSubstr("errors=\"0\""));
}

TEST_F(Reports, FilesThatCannotBeWrittenAreKnownBeforeAnythingStarts) {
  for (const std::string option : {"--junit", "--jsonl"}) {
    const CommandOutput output = campaign({option, path("no/such/dir")});
    EXPECT_EQ(output.status, 2);
    EXPECT_THAT(output.err,
                AllOf(HasSubstr(option + " is '" + path("no/such/dir") + "': it cannot"),
                      HasSubstr("No such file")));
    EXPECT_EQ(output.out, "");
  }
}

TEST_F(Reports, EventsThatCannotBeWrittenLaterAreAFailedDuty) {
  const std::string fifo = shell_quoted(path("events"));
  const CommandOutput output = campaign(
      {"--jsonl", path("events")},
      "trap '' PIPE; mkfifo " + fifo + "; head -n 1 < " + fifo + " > /dev/null & ", "production");
  EXPECT_EQ(output.status, 3) << output.out << output.err;
  EXPECT_THAT(output.out,
              HasSubstr("  files     --jsonl is '" + path("events") + "': it cannot be written"));
}

TEST_F(Reports, ADiskThatFillsUpLeavesWholeLines) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 1000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  EventLog log(path("events"), {}, "host", true);
  for (uint64_t i = 0; i < 20; ++i) log.after_case(i, "rkv1:", {});
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_THAT(log.failure(), AllOf(HasSubstr("--jsonl is '"), HasSubstr("it cannot be written")));
  EXPECT_GE(events("events").size(), 3u);
  EXPECT_TRUE(read_whole(path("events")).ends_with("\n"));
}

TEST_F(Reports, AnnotationsComeWhereGithubIs) {
  const CommandOutput output =
      campaign({}, "GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=" + shell_quoted(path("summary")));
  EXPECT_THAT(output.out, HasSubstr("\n::error title=ropekv%3A FAILED untouched_slots"));
  EXPECT_THAT(read_whole(path("summary")), HasSubstr("| seed |"));
  EXPECT_THAT(campaign({}).out, Not(HasSubstr("::error")));
}

TEST(GithubAnnotation, IsOneLineWhateverThePageHolds) {
  FindingRecord finding;
  finding.headline = "a,b:c";
  finding.page = "100 %\nline: two, three\r\n";
  EXPECT_EQ(github_annotation(finding),
            "::error title=ropekv%3A FAILED a%2Cb%3Ac::100 %25%0Aline: two, three%0D%0A\n");
}

TEST_F(Reports, AResumedCampaignTellsWhatTheStoreHolds) {
  const CommandOutput first = campaign({"--db", path("db"), "--jsonl", path("first")});
  const CommandOutput second = campaign({"--db", path("db"), "--jsonl", path("second")});
  ASSERT_EQ(second.status, 1) << second.err;
  const auto findings_of = [&](const char* name) {
    std::map<std::string, bool> known;  // by signature
    for (const json& event : events(name)) {
      if (event.at("event") != "finding") continue;
      known[event.at("signature").get<std::string>()] = event.at("known").get<bool>();
    }
    return known;
  };
  const auto before = findings_of("first");
  const auto after = findings_of("second");
  ASSERT_FALSE(before.empty());
  EXPECT_EQ(before.size(), after.size());
  for (const auto& [signature, known] : before) {
    EXPECT_FALSE(known);
    EXPECT_TRUE(after.at(signature));
  }
}

TEST(ProgressLine, CountsFindingsAsTheSummaryDoes) {
  CampaignResult so_far;
  so_far.findings.resize(3);
  so_far.stats.findings = 1;  // folded
  EXPECT_THAT(progress_line(so_far, {}), HasSubstr(" findings 1 "));
}

TEST(Junit, ReplacesWhatIsNoUtf8) {
  CampaignResult result;
  FindingRecord finding;
  finding.headline = "crashed";
  finding.page = "a driver said \xff\xfe, and \xc3\xa9";
  result.findings.push_back(finding);
  const Identity identity{{{"--kernel", "production"}}};
  const std::string text = junit_text(result, identity, "host", {});
  EXPECT_THAT(text, HasSubstr("a driver said \xef\xbf\xbd\xef\xbf\xbd, and \xc3\xa9"));
}

TEST_F(Reports, TellOfACanaryThatWasMissed) {
  CampaignResult result;
  result.stats.verdicts[static_cast<size_t>(Verdict::kPassed)] = 100;
  const Identity identity{{{"--kernel", "production"}}};
  EXPECT_THAT(junit_text(result, identity, "host", {}),
              HasSubstr("name=\"canaries\" time=\"0\"/>"));
  result.stats.canaries = {1, 1, 1};
  result.missed_canaries.push_back({41, "rkv1:", "canary/tail", "tails_pass_through_bitwise"});
  EXPECT_THAT(junit_text(result, identity, "host", {}),
              AllOf(HasSubstr("<error message=\"the result means nothing"),
                    HasSubstr("canary/tail in case 41: ropekv replay")));
  EventLog(path("events"), {}, "host", false).on_end(result);
  const json summary = events("events").back();
  EXPECT_EQ(summary.at("canaries_missed"), 1);
  EXPECT_EQ(summary.at("exit_status"), 3);
  EXPECT_THAT(summary.at("why").get<std::string>(), HasSubstr("the result means nothing"));
  EXPECT_EQ(summary.at("missed_canaries").at(0).at("replay"),
            "ropekv replay 'rkv1:' --kernel canary/tail --only tails_pass_through_bitwise");
  const RunContext context{find_kernel("production"), "host", "host", CaseSource{}};
  EXPECT_THAT(github_step_summary(result, context), HasSubstr("**the result means nothing"));
}

}  // namespace
}  // namespace ropekv
