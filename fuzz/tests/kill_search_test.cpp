// The search for a mutant's first kill, on judges that are made up: what counts, and where it ends.
#include "fuzz/kill_search.h"

#include <gtest/gtest.h>

#include "properties/lane.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

const CaseSource kSource{5, SizeClass::kSmall, {}};

Judgement of(Verdict verdict, std::vector<std::string_view> violated = {}) {
  Judgement judgement;
  judgement.verdict = verdict;
  for (const std::string_view name : violated) judgement.violations.push_back({name, "", 1, 2, {}});
  return judgement;
}

// Judges by the order in which cases come; the last verdict stays.
struct Script {
  std::vector<Judgement> here, alone;
  uint64_t num_here = 0, num_alone = 0;

  MutantJudges judges() {
    return {[this](const Case&) { return here[std::min(num_here++, here.size() - 1)]; },
            [this](const Case&) -> std::optional<Judgement> {
              if (alone.empty()) return std::nullopt;
              return alone[std::min(num_alone++, alone.size() - 1)];
            }};
  }
};

KillSearch search(Script script, uint64_t runs = 20) {
  return search_kill(kSource, runs, script.judges(), [] { return false; });
}

TEST(KillSearch, EndsAtTheFirstCaseThatFails) {
  const Judgement failed = of(Verdict::kFailed, {"a", "b"});
  const KillSearch kill = search({{of(Verdict::kPassed), of(Verdict::kPassed), failed}, {failed}});
  EXPECT_EQ(kill.end, SearchEnd::kKilled);
  EXPECT_EQ(kill.cases, 3u);
  EXPECT_EQ(kill.line, print_case(kSource.without_pins(2)));
  EXPECT_EQ(kill.killed_by, (std::vector<std::string>{"a", "b"}));
}

TEST(KillSearch, IsOfNoKillIfNothingFails) {
  for (const Verdict verdict :
       {Verdict::kPassed, Verdict::kMistrusted, Verdict::kUnsupported, Verdict::kRefused}) {
    const KillSearch none = search({{of(verdict)}, {}});
    EXPECT_EQ(none.end, SearchEnd::kSurvived);
    EXPECT_EQ(none.cases, 20u);
  }
}

// What earlier cases did to the process is no kill; the cases after it are searched as before.
TEST(KillSearch, BelievesOnlyTheVerdictThatACaseGetsAlone) {
  const Judgement failed = of(Verdict::kFailed, {"a"});
  const KillSearch kill =
      search({{failed, of(Verdict::kPassed), failed}, {of(Verdict::kPassed), failed}});
  EXPECT_EQ(kill.end, SearchEnd::kKilled);
  EXPECT_EQ(kill.cases, 3u);
  EXPECT_EQ(search({{failed}, {}}).end, SearchEnd::kSurvived) << "no verdict was to be had alone";
}

TEST(KillSearch, CountsCrashesAndHangs) {
  EXPECT_EQ(search({{of(Verdict::kCrashed)}, {of(Verdict::kCrashed)}}).killed_by,
            std::vector<std::string>{"crashed"});
  EXPECT_EQ(search({{of(Verdict::kHung)}, {of(Verdict::kHung)}}).killed_by,
            std::vector<std::string>{"hung"});
}

TEST(KillSearch, GoesOnAfterACaseForWhichThereIsNoMemory) {
  uint64_t calls = 0;
  const MutantJudges judges{[&](const Case&) -> Judgement {
                              if (++calls == 1) throw OutOfMemory("none is left");
                              return of(Verdict::kFailed, {"a"});
                            },
                            [](const Case&) { return of(Verdict::kFailed, {"a"}); }};
  EXPECT_EQ(search_kill(kSource, 20, judges, [] { return false; }).cases, 2u);
}

TEST(KillSearch, ThatIsStoppedSaysNothingOfTheMutant) {
  Script script{{of(Verdict::kPassed)}, {}};
  int asked = 0;
  const KillSearch cut = search_kill(kSource, 20, script.judges(), [&] { return ++asked > 4; });
  EXPECT_EQ(cut.end, SearchEnd::kStopped);
  EXPECT_EQ(cut.cases, 4u);
}

}  // namespace
}  // namespace ropekv
