// The ledger: what it quarantines, what it refuses, and that it cannot go stale unseen.
#include "fuzz/known_failures.h"

#include <gmock/gmock.h>

#include "fuzz/exit_code.h"
#include "fuzz/tests/run_command.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

using testing::HasSubstr;

Case of_line(std::string_view line) {
  std::string error;
  const auto c = parse_case(line, &error);
  EXPECT_TRUE(c) << error;
  return c.value_or(Case{});
}

bool covers(const std::string& keys, const std::string& example, const std::string& line) {
  const auto known =
      KnownFailures::parse("known", keys + " | " + example + " | #7 | says a test\n");
  return known.covering(of_line(line)) != nullptr;
}

TEST(TheLedger, CoversCasesByAllOfItsKeys) {
  const std::string example = "rkv1:style=interleaved,num_tokens=9";
  EXPECT_TRUE(covers("style=interleaved", example, "rkv1:style=interleaved,head_dim=8"));
  EXPECT_FALSE(covers("style=interleaved", example, "rkv1:num_tokens=9"));
  EXPECT_FALSE(covers("style=interleaved,num_tokens=9", example, "rkv1:style=interleaved"));
  EXPECT_TRUE(covers("num_tokens=8..16", example, "rkv1:num_tokens=16"));
  EXPECT_FALSE(covers("num_tokens=8..16", example, "rkv1:num_tokens=17"));
  // However the value is spelt.
  EXPECT_TRUE(covers("rotary_dim=64", example, "rkv1:head_dim=64"));
  EXPECT_TRUE(covers("rotary_dim=full", example, "rkv1:head_dim=128,rotary_dim=128"));
}

TEST(TheLedger, CoversOneCaseAlone) {
  EXPECT_TRUE(covers("only", "rkv1:num_tokens=9", "rkv1:num_tokens=9"));
  EXPECT_FALSE(covers("only", "rkv1:num_tokens=9", "rkv1:num_tokens=9,data_seed=1"));
}

TEST(TheLedger, IsRefusedByLineWhereItIsMalformed) {
  const std::pair<const char*, const char*> rows[] = {
      {"style=neox", "an entry is KEYS | CASE | ISSUE | REASON: it has 1 parts"},
      {"style=neox | rkv1: | #1", "it has 3 parts"},
      {"style=neox | rkv1: | #1 | ", "its REASON is empty"},
      {" | rkv1: | #1 | x", "its KEYS is empty"},
      {"style=neox | rkv1: |  | x", "its ISSUE is empty"},
      {"style=neox | rkv1: | later | x", "'later' is no issue"},
      {"style=neox | rkv1: | see #1 | x", "'see #1' is no issue"},
      {"style | rkv1: | #1 | x", "'style': it must be key=value"},
      {"colour=red | rkv1: | #1 | x", "case key 'colour' is unknown"},
      {"num_tokens=9..3 | rkv1: | #1 | x", "'num_tokens=9..3': a range must be LOW..HIGH"},
      {"style=neox..x | rkv1: | #1 | x", "style must be neox or interleaved"},
      {"style=neox | rkv1:nope=1 | #1 | x", "nope"},
      {"style=interleaved | rkv1: | #1 | x", "its case does not have its keys"},
  };
  for (const auto& [text, words] : rows) {
    try {
      KnownFailures::parse("a.ledger", std::string("# comment\n\n") + text + "\n");
      ADD_FAILURE() << text;
    } catch (const CommandError& error) {
      EXPECT_EQ(error.exit_code, ExitCode::kUsage);
      EXPECT_THAT(error.what(), HasSubstr("--ledger: a.ledger:3: "));
      EXPECT_THAT(error.what(), HasSubstr(words));
    }
  }
}

TEST(TheLedger, SaysAThingOnce) {
  const std::string entry = "only | rkv1: | #1 | x\n";
  EXPECT_NO_THROW(KnownFailures::parse("a", entry + "only | rkv1:num_tokens=9 | #1 | x\n"));
  try {
    KnownFailures::parse("a", entry + "only | rkv1:num_tokens=1 | #2 | y\n");
    ADD_FAILURE();
  } catch (const CommandError& error) {
    EXPECT_STREQ(error.what(), "--ledger: a:2: its KEYS and CASE are those of a:1");
  }
}

TEST(TheLedger, IsNoFolder) {
  try {
    KnownFailures::read("/tmp");
    ADD_FAILURE();
  } catch (const CommandError& error) {
    EXPECT_STREQ(error.what(), "--ledger is '/tmp': it cannot be read");
  }
}

class ACampaignWithALedger : public testing::Test {
 protected:
  CommandOutput campaign(const std::string& ledger, std::vector<std::string> more = {}) {
    std::ofstream(path()) << ledger;
    std::vector<std::string> args = {"fuzz",
                                     "--seed",
                                     "1",
                                     "--runs",
                                     "400",
                                     "--size",
                                     "small",
                                     "--device",
                                     "host",
                                     "--kernel",
                                     "mutant/positions_above_4096_clamped",
                                     "--ledger",
                                     path()};
    args.insert(args.end(), more.begin(), more.end());
    return run_ropekv(args);
  }
  std::string path() const { return (dir_.path() / "known.ledger").string(); }

  const std::string clamped_ =
      "max_position=4097..2147483647 | rkv1:max_position=9000,positions=same:8999 | acme/rope#12 | "
      "positions are clamped\n";
  TemporaryDir dir_;
};

TEST_F(ACampaignWithALedger, LaunchesNothingThatIsKnownToFail) {
  const CommandOutput output = campaign(clamped_);
  EXPECT_EQ(output.status, 0) << output.out << output.err;
  EXPECT_GT(std::stoi(output.after("stat::cases_quarantined: ")), 5);
  EXPECT_EQ(output.after("stat::cases_failed: "), "0");
}

TEST_F(ACampaignWithALedger, FailsOnceAnEntryFailsNoMore) {
  const CommandOutput output =
      campaign(clamped_ + "num_tokens=3 | rkv1:num_tokens=3 | https://acme.example/12 | three\n");
  EXPECT_EQ(output.status, 3) << output.out << output.err;
  EXPECT_THAT(output.out,
              HasSubstr(path() + ":2: https://acme.example/12 (three) is PASSED now: rkv1:"));
  EXPECT_THAT(output.out, HasSubstr("1 known failure fails no more: take it out of --ledger"));
}

TEST_F(ACampaignWithALedger, StillFindsWhatIsNotInIt) {
  const CommandOutput output =
      campaign("max_position=9000 | rkv1:max_position=9000,positions=same:8999 | #12 | clamped\n",
               {"--stop-on-first", "--shrink-time", "3s"});
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  const Case minimal = of_line(output.after("  case     "));
  EXPECT_GT(minimal.max_position, 4096);
  EXPECT_NE(minimal.max_position, 9000);
}

TEST_F(ACampaignWithALedger, IsAnotherCampaignWithAnother) {
  const std::string db = (dir_.path() / "a.db").string();
  ASSERT_EQ(campaign(clamped_, {"--db", db}).status, 0);
  const CommandOutput other = campaign("# all mended\n", {"--db", db});
  EXPECT_EQ(other.status, 2) << other.out;
  EXPECT_THAT(other.err, HasSubstr("--ledger is not given, but was "));
}

TEST_F(ACampaignWithALedger, WhichIsMalformedDoesNotStart) {
  const CommandOutput output = campaign("style=interleaved\n");
  EXPECT_EQ(output.status, 2);
  EXPECT_EQ(output.out, "");
  EXPECT_THAT(output.err, HasSubstr("--ledger: " + path() + ":1: an entry is KEYS"));
}

}  // namespace
}  // namespace ropekv
