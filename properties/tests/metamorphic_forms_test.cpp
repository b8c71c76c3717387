// The relations apply to a good share of cases, hold for right kernels in every form of a case, and
// say where they do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "properties/case_gen.h"
#include "properties/tests/faults.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::violated;

// Between launches of one case: a history has a property of its own.
bool is_relation(const Property& property) {
  return property.kind == PropertyKind::kMetamorphic && property.name != "serving_history_holds";
}

std::vector<std::string_view> relations() {
  std::vector<std::string_view> names;
  for (const Property& property : all_properties()) {
    if (is_relation(property)) names.push_back(property.name);
  }
  return names;
}

Case parsed(const std::string& keys) {
  std::string error;
  const auto c = parse_case("rkv1:" + keys, &error);
  EXPECT_TRUE(c) << error;
  return c.value_or(Case{});
}

// A transformation that is never legal would make a property that never looks.
TEST(EveryRelation, AppliesToOneCaseInFortyAtLeast) {
  constexpr uint64_t kCases = 2000;
  const auto lane = make_host_lane();
  std::map<std::string_view, int> applied;
  for (uint64_t k = 0; k < kCases; ++k) {
    const Case c = campaign_case(20260101, k, SizeClass::kSmall);
    for (const Property& property : all_properties()) {
      if (!is_relation(property)) continue;
      applied[property.name] += property.applies(c, *find_kernel("production"), *lane);
    }
  }
  for (const std::string_view name : relations()) {
    EXPECT_GE(applied[name], static_cast<int>(kCases / 40)) << name;
    RecordProperty(std::string(name), applied[name]);
  }
}

TEST(EveryRelation, HoldsForRightKernelsInAwkwardForms) {
  const std::string shape = "num_tokens=7,num_qo_heads=4,num_kv_heads=2,head_dim=24,rotary_dim=16,";
  const char* forms[] = {
      "in_place=yes,num_slots=12",
      "qkv=fused,in_place=q,num_slots=12",
      "cache=none",
      "cache=v,num_slots=9",
      "pools=packed,page_size=4,page_layout=hnd,num_slots=12",
      "pools=unbound,page_size=4,num_slots=12",
      "pools=stacked,num_slots=12",
      "cache_dtype=e4m3,k_scale=0.5,v_scale=0.25,scale_in=device,num_slots=12",
      "dtype=bf16,table_dtype=f16,num_slots=12",
      "dtype=f16,table_dtype=bf16,misaligned=3:q+k_buffer,num_slots=12",
      "dtype=bf16,memory=fence_end,num_slots=12",
      "memory=fence_start,num_slots=12",
      "num_slots=12,slots=colliding:1:2",
      "num_slots=12,reserved_slot=11,holes=every:2,hole_value=reserved",
      "num_slots=12,slots=list:3+5+3+5+-1+99+7",
      "num_slots=12,bad_positions=500",
      "num_slots=12,positions=list:5x7",
      "num_slots=12,values=special",
      "num_slots=12,values=bits,style=interleaved",
      "absent=q,num_slots=12",
      "absent=k,cache=v,num_slots=12",
      "in_order=heads,out_order=heads,unit_strides=huge,num_slots=12",
      "num_slots=12,scenario=graph",
      "num_slots=12,scenario=overlap",
  };
  const auto lane = make_host_lane();
  for (const char* form : forms) {
    std::string error;
    Case c;
    // Keys that an absent tensor makes meaningless are left out of the shape.
    for (const std::string& keys : {shape + form, std::string("num_tokens=7,") + form}) {
      const auto found = parse_case("rkv1:" + keys, &error);
      if (found) {
        c = *found;
        break;
      }
    }
    ASSERT_EQ(c.num_tokens, 7) << form << ": " << error;
    for (const char* kernel : {"production", "naive"}) {
      const Judgement judgement =
          judge(c, *find_kernel(kernel), *lane, {SizeClass::kSmall, relations()});
      EXPECT_THAT(violated(judgement), IsEmpty()) << kernel << ' ' << form;
      EXPECT_FALSE(judgement.checked.empty()) << form;
    }
  }
}

TEST(ARelation, NamesTheFirstElementThatDiffers) {
  const Kernel kernel =
      ROPEKV_AFTER(if (args.num_qo_heads < 4) testing::spoil(&testing::floats_of(args.q_rope)[3]));
  const Case c = parsed("num_tokens=6,num_qo_heads=4,num_kv_heads=2,head_dim=16,num_slots=16");
  const auto lane = make_host_lane();
  const Judgement judgement =
      judge(c, kernel, *lane, {SizeClass::kSmall, {"heads_are_independent"}});
  ASSERT_EQ(judgement.violations.size(), 1u);
  ASSERT_FALSE(judgement.violations[0].elements.empty());
  EXPECT_EQ(judgement.violations[0].elements[0].place, "q_rope[token 0, head 0, dim 3]");
  EXPECT_THAT(judgement.violations[0].elements[0].what, HasSubstr("split before q head"));
}

TEST(ALaterLaunchThatFails, IsAViolationThatSaysWhich) {
  const Kernel kernel = testing::tampered(
      [](const ropekv_args& args, HostLaunch how, ropekv_error* error) -> ropekv_status {
        if (args.num_tokens > 6) {
          std::strcpy(error->message, "too many blocks");
          return ROPEKV_LAUNCH_FAILED;
        }
        return testing::run_production(args, how, error);
      });
  const Case c = parsed("num_tokens=6,num_slots=16");
  const auto lane = make_host_lane();
  const Judgement judgement =
      judge(c, kernel, *lane, {SizeClass::kSmall, {"more_tokens_change_nothing"}});
  ASSERT_EQ(violated(judgement), std::vector<std::string_view>{"more_tokens_change_nothing"});
  EXPECT_THAT(judgement.violations[0].sentence, HasSubstr("tokens failed: too many blocks"));
}

// Other kernels may round otherwise in another form, but V and the tails are copies in all.
TEST(AKernelWithoutFixedOrder, IsHeldToVAndTheTails) {
  const Case c =
      parsed("num_tokens=6,head_dim=16,rotary_dim=8,num_slots=16,slots=iota:0,page_size=4");
  const auto judged = [&](Kernel kernel) {
    const auto lane = make_host_lane();
    return violated(judge(c, testing::without_fixed_order(kernel), *lane,
                          {SizeClass::kSmall, {"flat_equals_paged"}}));
  };
  const std::vector<std::string_view> seen = {"flat_equals_paged"};
  EXPECT_THAT(judged(ROPEKV_AFTER(if (args.page_size == 1) testing::spoil(args.q_rope))),
              IsEmpty());
  EXPECT_EQ(judged(ROPEKV_AFTER(if (args.page_size == 1)
                                    testing::spoil(&testing::floats_of(args.q_rope)[8]))),
            seen);
  EXPECT_EQ(judged(ROPEKV_AFTER(if (args.page_size == 1) testing::spoil(args.v_buffer))), seen);
}

// A later launch that writes where it should not is seen, although its outputs are right.
TEST(ALaterLaunch, IsHeldToItsMemory) {
  const Case c = parsed("num_tokens=6,num_slots=16,slots=iota:0,page_size=4");
  const auto judged = [&](Kernel kernel) {
    const auto lane = make_host_lane();
    return violated(judge(c, kernel, *lane, {SizeClass::kSmall, {"flat_equals_paged"}}));
  };
  const std::vector<std::string_view> seen = {"flat_equals_paged"};
  EXPECT_EQ(judged(ROPEKV_AFTER(if (args.page_size == 1) testing::floats_of(args.q)[-1] = 1)),
            seen);
  EXPECT_EQ(judged(ROPEKV_AFTER(if (args.page_size == 1) testing::spoil(args.k))), seen);
  EXPECT_EQ(
      judged(ROPEKV_AFTER(if (args.page_size == 1) testing::floats_of(args.v_buffer)[15 * 64] = 1)),
      seen);
}

TEST(AHistoryOfLaunches, HasNoRelations) {
  const Case c = parsed("num_tokens=6,page_size=4,num_slots=16,scenario=serving:1:3");
  const auto lane = make_host_lane();
  for (const Property& property : all_properties()) {
    if (!is_relation(property)) continue;
    EXPECT_FALSE(property.applies(c, *find_kernel("production"), *lane)) << property.name;
  }
}

}  // namespace
}  // namespace ropekv
