// Runs one property over generated cases with RapidCheck, and says how to see a failure again.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <sstream>

#include "properties/case_gen.h"
#include "properties/judge.h"
#include "reference/case_text.h"
#include "reference/ignored_keys.h"

namespace ropekv::testing {

// Fixed, so that a red test stays red; ROPEKV_SEED varies it.
inline uint64_t test_seed() {
  const char* seed = std::getenv("ROPEKV_SEED");
  return seed ? std::strtoull(seed, nullptr, 0) : 20260101;
}

inline std::string describe(const Judgement& judgement) {
  std::string text(verdict_name(judgement.verdict));
  text += ' ' + judgement.reason;
  for (const Violation& violation : judgement.violations) {
    text += "\n  " + std::string(violation.property) + ": " + std::to_string(violation.errors) +
            " of " + std::to_string(violation.total) + ' ' + violation.sentence;
    for (const BadElement& bad : violation.elements) {
      text += "\n    " + bad.place + " want " + bad.want + " got " + bad.got + ' ' + bad.what;
    }
  }
  return text;
}

// Histories are rare among generated cases.
inline Case as_history(Case c) {
  c.scenario = {ScenarioKind::kServing, c.data_seed, 20};
  drop_ignored_keys(&c);
  return c;
}

// The property holds for `num_cases` generated cases to which it applies.
inline void expect_holds(const Property& property, const Kernel& kernel, Lane& lane,
                         int num_cases) {
  rc::detail::TestParams params;
  params.seed = test_seed();
  params.maxSuccess = num_cases;
  params.disableShrinking = true;  // shrinking works on the case text: ropekv shrink
  params.maxDiscardRatio = 50;
  rc::detail::TestMetadata metadata;
  metadata.id = property.name;
  const auto generator = gen_case(SizeClass::kSmall);
  const auto result = rc::detail::checkTestable(
      [&] {
        const Case drawn = *generator;
        const Case c = property.name == "serving_history_holds" ? as_history(drawn) : drawn;
        RC_PRE(property.applies(c, kernel, lane));
        const Judgement judgement = judge(c, kernel, lane, {SizeClass::kSmall, {property.name}});
        if (judgement.verdict == Verdict::kPassed || judgement.verdict == Verdict::kMistrusted) {
          return;
        }
        const std::string line = print_case(c);
        RC_FAIL(describe(judgement) + "\nROPEKV_SEED=" + std::to_string(params.seed) + "\n" + line +
                "\nropekv replay '" + line + "' --kernel " + std::string(kernel.name) +
                " --device " + (lane.is_cuda() ? "cuda" : "host"));
      },
      metadata, params);
  std::ostringstream message;
  rc::detail::printResultMessage(result, message);
  EXPECT_TRUE(result.is<rc::detail::SuccessResult>()) << message.str();
}

}  // namespace ropekv::testing
