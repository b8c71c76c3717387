// Elements between the rows of a strided tensor belong to somebody else: they keep their bytes. A
// kernel that takes a padded cache or a slice of a QKV row for contiguous writes there
// (flashinfer#527, aiter#3492).
#include "properties/checks/checks.h"

namespace ropekv::checks {

Found strays_at(const Trial& trial, Trial::StrayPlace place) {
  if (trial.num_stray_bytes() == 0) return std::nullopt;
  const Trial::Strays strays = trial.strays(place);
  if (strays.bytes == 0) return std::nullopt;
  Violation violation{{}, {}, strays.bytes, trial.problem().stretch_bytes(), {}};
  for (const Trial::Stray& stray : strays.first) {
    violation.elements.push_back({stray.where, "untouched", "overwritten",
                                  std::to_string(strays.bytes) + " bytes in all such places"});
  }
  return violation;
}

Found gaps_keep_their_bytes(CheckContext& context) {
  return strays_at(context.trial, Trial::StrayPlace::kGap);
}

}  // namespace ropekv::checks
