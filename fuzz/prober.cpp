#include "fuzz/prober.h"

#include <algorithm>

#include "fuzz/finding.h"
#include "fuzz/signature.h"
#include "properties/other_kernel.h"

namespace ropekv {

Prober::Prober(const JudgeCase& judge_case, const Judgement& original, bool survives)
    : judge_case_(judge_case),
      headline_(headline_of(original)),
      verdict_(original.verdict),
      place_(place_class(original)),
      survives_(survives) {}

std::optional<Judgement> Prober::probe(const Case& c, const std::vector<std::string_view>& only) {
  if (device_lost_) return std::nullopt;
  try {
    Judgement judgement = judge_case_(c, only);
    device_lost_ = judgement.verdict == Verdict::kCrashed && !survives_;
    return judgement;
  } catch (const DeviceLost&) {
    device_lost_ = true;
  } catch (const OutOfMemory&) {  // of this case; smaller ones may fit
  }
  return std::nullopt;
}

std::optional<Judgement> Prober::probe_alike(const Case& c) {
  if (is_about_a_process()) return probe(c, {});
  return probe(c, {headline_});
}

bool Prober::shows_it(const std::optional<Judgement>& judgement) const {
  if (!judgement) return false;
  if (!is_about_a_process()) return find_violation(*judgement, headline_);
  return judgement->verdict == verdict_ && place_class(*judgement) == place_;
}

Seen Prober::seen(const Case& c, const std::optional<Judgement>& judgement) {
  const bool ended_early = judgement && c.scenario.kind == ScenarioKind::kServing &&
                           !judgement->violations.empty() && !shows_it(judgement);
  return seen_in(ended_early ? probe_alike(c) : judgement);
}

Seen Prober::seen_in(const std::optional<Judgement>& judgement) const {
  if (!judgement) return Seen::kNothing;
  if (shows_it(judgement)) return Seen::kFails;
  const bool ran = judgement->verdict == Verdict::kPassed ||
                   judgement->verdict == Verdict::kFailed ||
                   judgement->verdict == Verdict::kMistrusted;
  const bool looked = is_about_a_process() || std::ranges::count(judgement->checked, headline_) > 0;
  return ran && looked ? Seen::kHolds : Seen::kNothing;
}

std::vector<std::string_view> Prober::near_properties() const {
  std::vector<std::string_view> names;
  for (const Property& property : all_properties()) {
    const bool alone = property.kind != PropertyKind::kMetamorphic;
    if (alone || property.name == headline_) names.push_back(property.name);
  }
  if (headline_ == kEqualsTheOtherKernel) names.push_back(kEqualsTheOtherKernel);
  return names;
}

bool Prober::is_metamorphic() const {
  const Property* property = find_property(headline_);
  return property && property->kind == PropertyKind::kMetamorphic;
}

bool Prober::is_about_a_process() const {
  return verdict_ == Verdict::kCrashed || verdict_ == Verdict::kHung;
}

}  // namespace ropekv
