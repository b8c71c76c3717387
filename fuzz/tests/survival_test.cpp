// Campaigns on kernels that harm their process: each harm is blamed on the right case, and every
// other case is done.
#include <gmock/gmock.h>

#include <set>

#include "fuzz/case_source.h"
#include "fuzz/tests/run_command.h"
#include "kernels/faults/faults.h"

namespace ropekv {
namespace {

using testing::HasSubstr;

constexpr uint64_t kRuns = 200;

std::vector<std::string> campaign(const std::string& kernel, std::vector<std::string> more = {},
                                  uint64_t runs = kRuns) {
  std::vector<std::string> args = {
      "fuzz",     "--seed", "7",      "--runs", std::to_string(runs), "--device", "host",
      "--kernel", kernel,   "--size", "small",  "--shrink-time",      "3s"};
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

// One launch for each case, of the case's own size: neither scenarios nor metamorphic properties,
// whose launches the rule may fit where the case does not.
std::vector<std::string> plain(const std::string& kernel, std::vector<std::string> more = {},
                               uint64_t runs = kRuns) {
  more.insert(more.end(), {"--set", "scenario=plain", "--only", "guards_are_intact"});
  return campaign(kernel, more, runs);
}

// By the rule that the fault kernels follow, on the cases that the campaign makes.
std::set<uint64_t> struck_indices(uint64_t runs = kRuns) {
  std::set<uint64_t> struck;
  const CaseSource source{7, SizeClass::kSmall, {{"scenario", "plain"}}};
  for (uint64_t k = 0; k < runs; ++k) {
    const auto c = source.at(k);
    ropekv_args args{};
    args.num_tokens = c->num_tokens;
    if (faults::strikes(args)) struck.insert(k);
  }
  return struck;
}

std::set<uint64_t> indices_with(const CommandOutput& output, const std::string& verdict) {
  std::set<uint64_t> indices;
  for (const std::string& line : output.out_lines()) {
    const size_t colon = line.find(':' + verdict);
    if (colon != line.npos && line.find_first_not_of("0123456789") == colon) {
      indices.insert(std::stoull(line));
    }
  }
  return indices;
}

class EveryFault : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(EveryFault, IsBlamedOnItsCasesAndTheOthersAreDone) {
  const auto& [fault, how] = GetParam();
  const std::set<uint64_t> struck = struck_indices();
  ASSERT_GE(struck.size(), 2u);
  const CommandOutput output = run_ropekv(plain("fault/" + fault, {"-v"}));
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_EQ(indices_with(output, "CRASHED"), struck);
  EXPECT_EQ(output.after("stat::cases_crashed: "), std::to_string(struck.size()));
  EXPECT_EQ(output.after("stat::cases_passed: "), std::to_string(kRuns - struck.size()));
  EXPECT_EQ(output.after("stat::findings: "), "1") << "one bug, one finding";
#if !defined(__SANITIZE_ADDRESS__)  // which turns every death into its own exit status
  EXPECT_THAT(output.out, HasSubstr(how));
#endif
  EXPECT_THAT(output.out, HasSubstr("  case     rkv1:num_tokens=3,sum=")) << "shrunk";
  EXPECT_NE(output.after("stat::respawn_milliseconds: "), "");
  // A replay of the page's line has the same fate.
  const CommandOutput replay =
      run_ropekv({"replay", "rkv1:num_tokens=3", "--device", "host", "--kernel", "fault/" + fault});
  EXPECT_EQ(replay.status, 1) << replay.out << replay.err;
  EXPECT_THAT(replay.out, HasSubstr("CRASHED crashed"));
}

INSTANTIATE_TEST_SUITE_P(All, EveryFault,
                         testing::Values(std::pair{"segv", "SIGSEGV while launching"},
                                         std::pair{"abort", "SIGABRT while launching"},
                                         std::pair{"exit", "exit status 0 while launching"},
                                         std::pair{"noise", "nonsense where its answers are read"},
                                         std::pair{"oom", "std::bad_alloc while launching"}),
                         [](const auto& info) { return info.param.first; });

// When the damage shows, the heap decides: in the case itself, alone or only in company, or in a
// later one. Who did it is named, either way: as the case that dies, or as the one before it.
TEST(Survival, AnOverrunHeapIsBlamedOnWhoOverranIt) {
  const std::set<uint64_t> struck = struck_indices();
  const CommandOutput output = run_ropekv(plain("fault/heap_corruption", {"-v", "--workers", "2"}));
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  const std::set<uint64_t> crashed = indices_with(output, "CRASHED");
  int num_late = 0;
  for (const std::string& line : output.out_lines()) {
    constexpr std::string_view kDied = "  died     case ";
    constexpr std::string_view kAfter = " after case ";
    const size_t after = line.find(kAfter);
    if (!line.starts_with(kDied) || after == line.npos) continue;
    ++num_late;
    EXPECT_TRUE(struck.contains(std::stoull(line.substr(kDied.size()))) ||
                struck.contains(std::stoull(line.substr(after + kAfter.size()))))
        << line;
  }
  EXPECT_FALSE(crashed.empty() && num_late == 0) << output.out;
  for (const uint64_t case_idx : crashed) EXPECT_TRUE(struck.contains(case_idx)) << case_idx;
  EXPECT_EQ(output.after("stat::cases_executed: "), std::to_string(kRuns));
  EXPECT_EQ(output.after("stat::cases_passed: "), std::to_string(kRuns - crashed.size()));
}

TEST(Survival, AHangIsKilledAndTheOthersAreDone) {
  const std::set<uint64_t> struck = struck_indices(100);
  const CommandOutput output = run_ropekv(plain("fault/hang", {"--timeout", "1s", "-v"}, 100));
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_EQ(indices_with(output, "HUNG"), struck);
  EXPECT_EQ(output.after("stat::cases_passed: "), std::to_string(100 - struck.size()));
  EXPECT_EQ(output.after("HUNG hung"), ": every launch ends in time");
  const CommandOutput replay = run_ropekv({"replay", "rkv1:num_tokens=3", "--device", "host",
                                           "--kernel", "fault/hang", "--timeout", "1s"});
  EXPECT_EQ(replay.status, 70) << replay.out << replay.err;
}

// Alone, every case passes: what happens in company is told as such, and no case is blamed.
TEST(Survival, APoisonedProcessIsToldFromACaseThatCrashes) {
  const CommandOutput right = run_ropekv(plain("production"));
  for (const std::string fault : {"sticky", "every_nth"}) {
    const CommandOutput output = run_ropekv(plain("fault/" + fault, {"--workers", "2"}));
    EXPECT_EQ(output.status, 1) << output.out << output.err;
    EXPECT_EQ(output.after("stat::cases_passed: "), std::to_string(kRuns)) << fault;
    EXPECT_EQ(output.after("stat::cases_crashed: "), "0");
    EXPECT_EQ(output.after("stat::output_digest: "), right.after("stat::output_digest: "));
    EXPECT_THAT(output.out, HasSubstr("crashed_in_company"));
    EXPECT_THAT(output.out,
                HasSubstr(fault == "sticky" ? "right after case" : "cases of its process"));
  }
}

TEST(Survival, TheNumberOfWorkersDoesNotMatter) {
  for (const std::string kernel : {"fault/abort", "mutant/v_through_float"}) {
    const CommandOutput one = run_ropekv(campaign(kernel, {"--workers", "1"}));
    const CommandOutput five = run_ropekv(campaign(kernel, {"--workers", "5"}));
    EXPECT_EQ(one.status, 1) << one.out << one.err;
    for (const char* name : {"stat::digest: ", "stat::output_digest: ", "stat::findings: ",
                             "stat::cases_crashed: ", "stat::elements_checked: "}) {
      EXPECT_EQ(one.after(name), five.after(name)) << kernel << ' ' << name;
    }
    EXPECT_EQ(one.after("  finding "), five.after("  finding "));
  }
}

// The children of the command are struck, wherever the shell put it: below itself or in its place.
TEST(Survival, OfAKilledWorkerNobodyIsToBlame) {
  const CommandOutput right = run_ropekv(campaign("production"));
  const CommandOutput output = run_ropekv(
      campaign("production", {"--workers", "1"}),
      // Again and again, until there is one: a busy machine starts it late.
      "(for i in 1 2 3 4 5 6 7 8; do sleep 0.15; "
      "for c in $$ $(cat /proc/$$/task/$$/children); do "
      "[ \"$(cat /proc/$c/comm)\" = ropekv ] && "
      "kill -KILL $(cat /proc/$c/task/$c/children) 2> /dev/null && exit; done; done) & ");
  EXPECT_EQ(output.status, 0) << output.out << output.err;
  EXPECT_GE(std::stoi(output.after("stat::worker_starts: ")), 2) << "nothing was killed";
  EXPECT_EQ(output.after("stat::digest: "), right.after("stat::digest: "));
}

}  // namespace
}  // namespace ropekv
