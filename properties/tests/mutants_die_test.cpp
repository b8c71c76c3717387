// Each property kills, alone, the mutant that is named in the registry as its proof of life.
#include "properties/tests/property_run.h"

namespace ropekv {
namespace {

std::vector<const Property*> properties_with_mutant() {
  std::vector<const Property*> all;
  for (const Property& property : all_properties()) {
    if (property.mutant.starts_with("mutant/")) all.push_back(&property);
  }
  return all;
}

class Mutant : public ::testing::TestWithParam<const Property*> {};

TEST_P(Mutant, IsKilledByTheProperty) {
  const Property& property = *GetParam();
  const Kernel* mutant = find_kernel(property.mutant);
  ASSERT_NE(mutant, nullptr) << property.mutant;
  const auto lane = make_host_lane();
  constexpr uint64_t kMostCases = 2000;
  for (uint64_t k = 0; k < kMostCases; ++k) {
    const Case c = campaign_case(testing::test_seed(), k, SizeClass::kSmall);
    if (!property.applies(c, *mutant, *lane)) continue;
    const Judgement judgement = judge(c, *mutant, *lane, {SizeClass::kSmall, {property.name}});
    if (judgement.verdict == Verdict::kFailed) {
      RecordProperty("cases_to_kill", static_cast<int>(k + 1));
      return;
    }
  }
  FAIL() << property.mutant << " survived " << kMostCases << " cases of " << property.name;
}

INSTANTIATE_TEST_SUITE_P(Every, Mutant, ::testing::ValuesIn(properties_with_mutant()),
                         [](const auto& info) { return std::string(info.param->name); });

}  // namespace
}  // namespace ropekv
