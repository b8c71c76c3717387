#include "properties/case_gen.h"

#include "properties/gen/huge.h"
#include "properties/schedule.h"
#include "reference/philox.h"

namespace ropekv {

using gen_parts::Huge;
using gen_parts::Parts;

rc::Gen<Case> gen_case(SizeClass size) {
  const auto joined = [size](const Parts& parts, const Huge& huge) {
    return size == SizeClass::kHuge ? assemble_huge(parts, huge) : assemble(parts, size);
  };
  // rc's size scales ranges and containers; ours is the size class, so rc's is fixed.
  return rc::gen::noShrink(rc::gen::resize(
      rc::kNominalSize, rc::gen::apply(joined, gen_parts::all_parts(), gen_parts::huges())));
}

Case campaign_case(uint64_t campaign_seed, uint64_t case_idx, SizeClass size) {
  static const rc::Gen<Case> gens[] = {gen_case(SizeClass::kSmall), gen_case(SizeClass::kDefault),
                                       gen_case(SizeClass::kLarge), gen_case(SizeClass::kHuge)};
  constexpr uint32_t kStreamCampaign = 100;
  const rc::Random random(philox64(campaign_seed, kStreamCampaign, case_idx));
  const Case drawn = gens[static_cast<size_t>(size)](random, rc::kNominalSize).value();
  const Schedule& schedule = schedule_of(size);
  const auto row = schedule.row_at(campaign_seed, case_idx);
  return row ? schedule.forced(*row, drawn) : drawn;
}

}  // namespace ropekv
