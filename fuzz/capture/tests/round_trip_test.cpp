// case -> captured line -> case: the same launch, field by field; and what was imported once is
// imported again as the very same line.
#include <gmock/gmock.h>

#include "fuzz/capture/case_of_capture.h"
#include "fuzz/capture/tests/captured_case.h"
#include "properties/case_gen.h"
#include "properties/tests/rc_run.h"
#include "reference/case_text.h"
#include "reference/ignored_keys.h"

namespace ropekv {
namespace {

template <typename Change>
void change_addresses(ropekv_capture::Launch* launch, const Change& change) {
  for (auto* tensor : {&launch->q, &launch->k, &launch->v, &launch->q_rope, &launch->k_rope,
                       &launch->k_buffer, &launch->v_buffer, &launch->cos_sin_cache}) {
    if (tensor->address) tensor->address = change(tensor->address);
  }
  for (auto* indices : {&launch->positions, &launch->slot_mapping}) {
    if (indices->device_address) indices->device_address = change(indices->device_address);
  }
}

// Of an address what a kernel can tell apart: how far it is from the first of its region, and how
// that one is aligned.
const void* place_in_region(const Problem& problem, const void* address) {
  const auto at = [&](Tensor tensor) {
    return reinterpret_cast<uintptr_t>(problem.address(any_arena(), tensor));
  };
  const auto wanted = reinterpret_cast<uintptr_t>(address);
  for (const Region& region : problem.layout.regions) {
    const uintptr_t base = at(region.views[0].tensor);
    for (int i = 0; i < region.num_views; ++i) {
      if (at(region.views[i].tensor) != wanted) continue;
      return reinterpret_cast<const void*>(256 + base % 256 + (wanted - base));
    }
  }
  ADD_FAILURE() << "an address of no region";
  return nullptr;
}

// All that a kernel is told. Where the strides that nobody uses are not natural, those that would
// have said how far apart tensors lie may be among them.
std::string launch_text(const Case& c) {
  const Problem problem(c);
  CapturedCase captured;
  capture_case(problem, problem.args(any_arena()), &captured);
  change_addresses(&captured.launch, [&](const void* address) -> const void* {
    if (c.unit_strides != UnitStrides::kNatural) return nullptr;
    return place_in_region(problem, address);
  });
  return captured.line();
}

Case imported(const Case& c) {
  return case_of_capture(parse_captured_launch(captured_line(c)));
}

// Device scalars have no address in a capture.
Case that_a_capture_can_say(Case c) {
  c = as_captured(c);
  const uint32_t scales =
      1u << static_cast<int>(Tensor::kKScale) | 1u << static_cast<int>(Tensor::kVScale);
  c.misaligned.tensors &= ~scales;
  if (c.misaligned.tensors == 0) c.misaligned = {};
  drop_ignored_keys(&c);
  return c;
}

void expect_same_launch(const Case& c) {
  const Case again = imported(c);
  EXPECT_EQ(launch_text(again), launch_text(c)) << print_case(c) << '\n' << print_case(again);
  EXPECT_EQ(print_case(imported(again)), print_case(again)) << print_case(c);
}

TEST(RoundTrip, EveryCaseThatACaptureCanSay) {
  testing::expect_rc_holds("a captured case is imported as the same launch", 1000, [] {
    const Case c = that_a_capture_can_say(*gen_case(SizeClass::kSmall));
    RC_PRE(why_not_legal(c).empty());
    try {
      const Case again = imported(c);
      RC_ASSERT(launch_text(again) == launch_text(c));
      RC_ASSERT(again.in_place == c.in_place);
      RC_ASSERT(print_case(imported(again)) == print_case(again));
    } catch (const CaptureError& error) {
      RC_FAIL(print_case(c) + ": " + error.what());
    }
  });
}

// Lines that an import writes, in each of the layouts of the field.
TEST(RoundTrip, LinesStayAsTheyAre) {
  for (const char* keys :
       {"num_tokens=5", "num_tokens=5,qkv=fused,num_qo_heads=8,num_kv_heads=2",
        "num_tokens=9,num_kv_heads=2,page_size=4,pools=unbound,num_slots=64",
        "num_tokens=9,num_kv_heads=2,page_size=4,page_layout=hnd,pools=stacked,num_slots=64",
        "num_tokens=9,num_kv_heads=2,pools=packed,v_head_dim=32,num_slots=64",
        "num_tokens=6,num_qo_heads=4,in_order=heads,out_order=heads,q_pad=8:0",
        "num_tokens=7,in_place=yes,slots=list:3+1+4+1+5..7,num_slots=9",
        "num_tokens=7,num_slots_given=5,slots=iota:60,holes=tail:2,num_slots=64,dtype=bf16",
        "num_tokens=3,holes=all,reserved_slot=2,hole_value=reserved",
        "num_tokens=6,positions=repeated:3,position_dtype=int32,cache_dtype=e4m3,k_scale=0.3",
        "num_tokens=4,positions=list:9+4+4+1,absent=q,misaligned=3:k+positions,dtype=f16",
        "num_tokens=2,cache=none,num_slots=77,pdl=yes,slots=iota:0",
        "num_tokens=1,unit_strides=huge,num_qo_heads=3", "num_tokens=0,num_qo_heads=2"}) {
    std::string error;
    auto c = parse_case(std::string("rkv1:") + keys, &error);
    ASSERT_TRUE(c) << keys << ": " << error;
    // In a pool of one slot all patterns are the default.
    if (c->slots.kind == SlotKind::kPermuted && c->num_tokens > 0 && c->num_slots > 1) {
      c->slots = {SlotKind::kIota, 0, 1, {}};
      drop_ignored_keys(&*c);
    }
    if (c->holes.kind == HoleKind::kAll) c->slots = {};
    SCOPED_TRACE(keys);
    expect_same_launch(*c);
    EXPECT_EQ(print_case(imported(*c)), print_case(*c));
  }
}

}  // namespace
}  // namespace ropekv
