#include "fuzz/claim_fit.h"

#include <gmock/gmock.h>

#include <set>

#include "fuzz/case_source.h"
#include "kernels/registry.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

ropekv_description everything() {
  return find_kernel("production")->description;
}

// f16 with fp8 caches of one kind, interleaved, flat, in place, int32.
ropekv_description little() {
  ropekv_description d = everything();
  d.styles = 1U << ROPEKV_STYLE_INTERLEAVED;
  d.dtypes = 1U << ROPEKV_F16;
  d.table_dtypes = 1U << ROPEKV_BF16;
  d.cache_dtypes = 1U << ROPEKV_FP8_E5M2;
  d.position_dtypes = d.slot_dtypes = 1U << ROPEKV_INT32;
  d.max_head_dim = 96;
  d.max_page_size = 1;
  d.out_of_place = 0;
  d.bounds_safe = 0;
  d.skips_negative_slots = 0;
  return d;
}

TEST(FittedToAClaim, OfEverythingACaseStaysAsItIs) {
  for (uint64_t k = 0; k < 300; ++k) {
    const Case c = CaseSource{5, SizeClass::kSmall, {}}.without_pins(k);
    EXPECT_EQ(fitted_to_claim(c, everything()), c) << print_case(c);
  }
}

TEST(FittedToAClaim, OfLittleNearlyEveryCaseIsLegalAndClaimed) {
  CaseSource source{5, SizeClass::kSmall, {}};
  source.claim = little();
  const ropekv_description claim = little();
  int num_claimed = 0;
  for (uint64_t k = 0; k < 300; ++k) {
    const Case c = source.without_pins(k);
    EXPECT_EQ(why_not_legal(c), "") << print_case(c);
    const bool has_index = c.position_dtype == IndexType::kInt32;
    num_claimed += has_index && c.style == RopeStyle::kInterleaved && c.dtype == DType::kF16 &&
                   (!c.stores() || c.cache_dtype == CacheDType::kE5M2) && c.page_size == 1 &&
                   c.head_dim <= claim.max_head_dim && c.bad_positions_permille == 0 &&
                   c.holes.kind == HoleKind::kNone;
  }
  EXPECT_GT(num_claimed, 285);
}

TEST(FittedToAClaim, AllThatIsClaimedIsMade) {
  ropekv_description two = everything();
  two.dtypes = two.cache_dtypes = 1U << ROPEKV_F16 | 1U << ROPEKV_F32;
  two.max_page_size = 48;
  CaseSource source{5, SizeClass::kSmall, {}};
  source.claim = two;
  std::set<DType> dtypes;
  std::set<int64_t> pages;
  for (uint64_t k = 0; k < 300; ++k) {
    const Case c = source.without_pins(k);
    dtypes.insert(c.dtype);
    pages.insert(c.page_size);
  }
  EXPECT_THAT(dtypes, testing::ElementsAre(DType::kF32, DType::kF16));
  EXPECT_LE(*pages.rbegin(), 48);
  EXPECT_GT(pages.size(), 4u);
}

}  // namespace
}  // namespace ropekv
