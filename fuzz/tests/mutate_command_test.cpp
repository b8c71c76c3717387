// `ropekv mutate` as a person uses it.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "fuzz/tests/run_command.h"

namespace ropekv {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

CommandOutput mutate(const std::vector<std::string>& more, const std::string& before = "") {
  std::vector<std::string> args = {"mutate"};
  args.insert(args.end(), more.begin(), more.end());
  return run_ropekv(args, before);
}

// Seconds differ from run to run, all else must not.
Json without_seconds(const std::filesystem::path& path) {
  Json json = Json::parse(read_whole(path));
  json.erase("seconds");
  for (Json& mutant : json["mutants"]) {
    for (Json& search : mutant["searches"]) search.erase("seconds");
  }
  return json;
}

TEST(Mutate, FindsTheVeryCaseThatACampaignFindsFirst) {
  const TemporaryDir dir;
  const std::string file = (dir.path() / "a.json").string();
  const std::string mutant = "mutant/fp8_quantises_rounded_k";
  const CommandOutput output =
      mutate({"--kernel", mutant, "--device", "host", "--seed", "1", "--json", file});
  ASSERT_EQ(output.status, 0) << output.out << output.err;
  const Json search = Json::parse(read_whole(file)).at("mutants").at(0).at("searches").at(0);
  const auto cases = search.at("cases").get<uint64_t>();
  EXPECT_EQ(output.after("stat::cases_to_kill_worst: "), std::to_string(cases));

  const auto campaign = [&](uint64_t runs) {
    return run_ropekv({"fuzz", "--kernel", mutant, "--device", "host", "--seed", "1", "--size",
                       "small", "--runs", std::to_string(runs), "--stop-on-first", "--shrink-time",
                       "0"});
  };
  const CommandOutput found = campaign(cases);
  EXPECT_EQ(found.status, 1) << found.out;
  EXPECT_THAT(found.out, HasSubstr(search.at("line").get<std::string>()));
  ASSERT_GT(cases, 1u) << "choose a mutant that takes longer to find";
  EXPECT_EQ(campaign(cases - 1).status, 0) << "cases before it show the mutant as well";
}

TEST(Mutate, SaysTheSameWithAnyNumberOfWorkers) {
  const TemporaryDir dir;
  const auto run = [&](const std::string& workers) {
    const auto file = dir.path() / (workers + ".json");
    const CommandOutput output =
        mutate({"--kernel", "mutant/fp8_[kqs]*", "--kernel", "mutant/reads_before_q", "--device",
                "host", "--workers", workers, "--seeds", "1..2", "--json", file.string()});
    EXPECT_EQ(output.status, 0) << output.out << output.err;
    return without_seconds(file);
  };
  const Json one = run("1");
  EXPECT_EQ(one.at("mutants").size(), 6u);
  EXPECT_EQ(one.at("mutants").at(0).at("searches").size(), 2u);
  EXPECT_EQ(run("5"), one);
}

TEST(Mutate, ASurvivorIsExitThree) {
  const CommandOutput output =
      mutate({"--kernel", "mutant/positions_above_4096_clamped", "--kernel", "mutant/pdl_no_wait",
              "--device", "host", "--runs", "3"});
  EXPECT_EQ(output.status, 3) << output.out;
  EXPECT_THAT(output.out, HasSubstr("SURVIVED 3 cases"));
  EXPECT_THAT(output.out, HasSubstr("out of reach: nothing runs before it (lived 3 cases)"));
  EXPECT_EQ(output.after("stat::mutants_survived: "), "1");
  EXPECT_EQ(output.after("stat::mutants_out_of_reach: "), "1");
}

TEST(Mutate, WhatThereIsNoTimeForIsNoKill) {
  const CommandOutput output =
      mutate({"--kernel", "mutant/pdl_*", "--device", "host", "--max-total-time", "1ms"});
  EXPECT_EQ(output.status, 3) << output.out;
  EXPECT_THAT(output.out, HasSubstr("--max-total-time was over, not judged: mutant/pdl_no_wait, "));
  EXPECT_EQ(output.after("stat::mutants_not_judged: "), "5");
}

TEST(Mutate, ASignalEndsItWithStatus72) {
  const CommandOutput output = mutate({"--kernel", "mutant/tokens_above_65535_dropped", "--device",
                                       "host", "--workers", "1", "--seeds", "1..1000"},
                                      "timeout --preserve-status -s INT 2");
  EXPECT_EQ(output.status, 72) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("interrupted, not judged: mutant/tokens_above_65535_dropped"));
}

TEST(Mutate, TheMatrixAndTheTablesAreWritten) {
  const TemporaryDir dir;
  const auto file = [&](const char* name) { return (dir.path() / name).string(); };
  const CommandOutput output =
      mutate({"--kernel", "mutant/v_through_float", "--kernel", "mutant/table_rounded_to_input",
              "--device", "host", "--matrix", "--matrix-cases", "5", "--json", file("a.json"),
              "--markdown", file("a.md"), "--markdown-full", file("full.md")});
  ASSERT_EQ(output.status, 0) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("see no mutant that no other of their kind sees: launch_"));
  EXPECT_THAT(output.out, HasSubstr("v_is_copied_bitwise (structural)"));
  const Json json = Json::parse(read_whole(file("a.json")));
  for (const Json& mutant : json.at("mutants")) {
    EXPECT_EQ(mutant.at("matrix").at("cases"), 5);
    for (const Json& property : mutant.at("searches").at(0).at("killed_by")) {
      EXPECT_GE(mutant.at("matrix").at("violated").at(property.get<std::string>()), 1)
          << "the first case of a row is the one that kills";
    }
  }
  EXPECT_THAT(read_whole(file("a.md")), HasSubstr("| I, fp8, conversions | 1 | 1 | 0 |"));
  EXPECT_THAT(read_whole(file("a.md")), HasSubstr("| v_is_copied_bitwise | structural | 1 | 1 |"));
  EXPECT_THAT(read_whole(file("full.md")), HasSubstr("| `v_through_float` | I5 |"));
}

TEST(Mutate, LosesNoOldTableToAFileThatCannotBeWritten) {
  const TemporaryDir dir;
  const std::string old = (dir.path() / "a.json").string();
  std::ofstream(old) << "of yesterday";
  for (const char* bad : {"/nowhere/a.md", "/tmp"}) {
    const CommandOutput output = mutate({"--kernel", "mutant/v_through_float", "--device", "host",
                                         "--json", old, "--markdown", bad});
    EXPECT_EQ(output.status, 2) << output.out;
    EXPECT_THAT(output.err, HasSubstr(std::string("--markdown is '") + bad + "': it cannot be"));
    EXPECT_EQ(read_whole(old), "of yesterday");
  }
}

TEST(Mutate, WithoutAGpuADemandForOneIsExitFour) {
  if (!run_ropekv({"list", "devices"}).after("cuda:0").empty()) GTEST_SKIP() << "there is a GPU";
  EXPECT_EQ(mutate({"--device", "cuda"}).status, 4);
}

}  // namespace
}  // namespace ropekv
