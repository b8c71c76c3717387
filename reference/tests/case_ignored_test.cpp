// A key that the launch would ignore must be left out, so that one launch has one line.
#include "reference/ignored_keys.h"
#include "reference/tests/any_case.h"
#include "reference/tests/rejected.h"

namespace ropekv {
namespace {

using testing::any_case;
using testing::case_of;
using testing::expect_rejected;
using testing::SplitMix;

TEST(CaseIgnored, TensorsThatAreNotThereOrShareARow) {
  expect_rejected({{"qkv=fused,k_pad=1:0", "k_pad", "qkv=fused"},
                   {"qkv=fused,v_pad=1:0", "v_pad", "qkv=fused"},
                   {"qkv=fused,absent=q", "absent", "qkv=fused"},
                   {"qkv=fused,in_order=heads", "in_order", "qkv=fused"},
                   {"in_place=yes,q_rope_pad=1:0", "q_rope_pad", "in_place=yes"},
                   {"in_place=yes,k_rope_pad=0:1", "k_rope_pad", "in_place=yes"},
                   {"in_place=q,q_rope_pad=1:0", "q_rope_pad", "q"},
                   {"in_place=k,k_rope_pad=1:0", "k_rope_pad", "k"},
                   {"in_place=yes,out_order=heads", "out_order", "apart"},
                   {"absent=k,cache=v,in_place=yes,out_order=heads", "out_order", "apart"},
                   {"cache=none,v_pad=1:0", "v_pad", "v is not in the launch"},
                   {"cache=none,v_head_dim=8", "v_head_dim", "v is not in the launch"},
                   {"absent=k", "cache", "absent=k"},
                   {"absent=k,cache=k", "cache", "absent=k"}});
}

// Old lines have in_place=yes beside absent=k; it stays the one word for it.
TEST(CaseIgnored, InPlaceHasOneWordWhereOneTensorIsAbsent) {
  expect_rejected({{"absent=q,in_place=q", "in_place", "absent=q"},
                   {"absent=q,in_place=k", "in_place", "absent=q"},
                   {"absent=k,cache=v,in_place=q", "in_place", "absent=k"},
                   {"absent=k,cache=v,in_place=k", "in_place", "absent=k"}});
  for (const std::string absent : {"absent=q", "absent=k,cache=v"}) {
    EXPECT_TRUE(case_of("rkv1:in_place=yes," + absent).q_in_place());
    Case c = case_of("rkv1:" + absent);
    c.in_place = c.has_q() ? InPlace::kQ : InPlace::kK;
    drop_ignored_keys(&c);
    EXPECT_EQ(c.in_place, InPlace::kBoth);
    c.in_place = c.has_q() ? InPlace::kK : InPlace::kQ;
    drop_ignored_keys(&c);
    EXPECT_EQ(c.in_place, InPlace::kNo);
  }
}

TEST(CaseIgnored, Pools) {
  expect_rejected({{"cache=v,k_buffer_pad=1:0", "k_buffer_pad", "k is not stored"},
                   {"cache=k,v_buffer_pad=0:1", "v_buffer_pad", "v is not stored"},
                   {"cache=none,cache_dtype=e4m3", "cache_dtype", "nothing is stored"},
                   {"k_scale=2", "k_scale", "fp8"},
                   {"v_scale=2", "v_scale", "fp8"},
                   {"cache_dtype=e4m3,cache=v,k_scale=2", "k_scale", "k is not stored as fp8"},
                   {"cache_dtype=e4m3,cache=k,v_scale=2", "v_scale", "v is not stored as fp8"},
                   {"scale_in=device", "scale_in", "fp8"},
                   {"cache=none,page_size=4", "page_size", "nothing is stored"},
                   {"page_layout=hnd", "page_layout", "page_size=1"},
                   {"k_page_pad=1", "k_page_pad", "page_size=1"},
                   {"page_size=4,cache=v,k_page_pad=1", "k_page_pad", "k is not stored"},
                   {"page_size=4,cache=k,v_page_pad=1", "v_page_pad", "v is not stored"},
                   {"page_size=4,pools=packed,v_page_pad=1", "v_page_pad", "packed"},
                   {"pools=packed,v_buffer_pad=1:0", "v_buffer_pad", "packed"},
                   {"cache=k,pools=stacked", "pools", "both"},
                   {"cache=none,reserved_slot=0", "reserved_slot", "nothing is stored"}});
}

TEST(CaseIgnored, HolesAddressesAndStrides) {
  expect_rejected(
      {{"slots=list:0,holes=all", "holes", "slots=list"},
       {"hole_value=past_end", "hole_value", "no token is a hole"},
       {"num_tokens=9,num_slots=2,slots=colliding:1:2,hole_value=past_end", "hole_value", "hole"},
       {"holes=all,hole_value=reserved", "hole_value", "no slot is reserved"},
       {"num_tokens=2,num_qo_heads=2,num_kv_heads=2,num_slots=4,page_size=2,unit_strides=zero",
        "unit_strides", "size 1"},
       {"memory=fence_end,misaligned=1:q", "misaligned", "fence"},
       {"absent=q,misaligned=1:q", "misaligned", "region"},
       {"in_place=q,misaligned=1:q_rope", "misaligned", "region"},
       {"qkv=fused,misaligned=1:q+k", "misaligned", "region"},
       {"cache=k,misaligned=1:k_buffer+v_buffer", "misaligned", "region"},
       {"pools=stacked,misaligned=1:v_buffer", "misaligned", "region"},
       {"cache_dtype=e4m3,misaligned=1:k_scale", "misaligned", "region"}});
}

TEST(CaseIgnored, AServingHistoryMakesItsOwnTokens) {
  std::vector<testing::Rejected> table;
  for (const std::string_view pair : {"num_slots_given=3", "positions=same:1", "bad_positions=5",
                                      "slots=tail", "holes=all", "memory=fence_end"}) {
    table.push_back({"num_tokens=9,scenario=serving:1:2," + std::string(pair),
                     pair.substr(0, pair.find('=')), "scenario=serving"});
  }
  table.push_back({"num_tokens=0,scenario=serving:1:2", "scenario", "no tokens"});
  table.push_back({"cache=none,scenario=serving:1:2", "scenario", "nothing is stored"});
  expect_rejected(table);
  EXPECT_NO_THROW(
      case_of("rkv1:num_tokens=9,page_size=4,reserved_slot=3,max_position=99,table_dtype=bf16,"
              "values=bits,data_seed=4,scenario=serving:1:2"));
}

// For generators and shrinkers: no reset may make another key ignored that was looked at before.
TEST(CaseIgnored, DroppingTheIgnoredKeysLeavesNone) {
  SplitMix random(11);
  for (int i = 0; i < 100'000; ++i) {
    Case c = any_case(random);
    drop_ignored_keys(&c);
    ASSERT_EQ(why_ignored(c), "") << print_case(c);
    const Case once = c;
    drop_ignored_keys(&c);
    ASSERT_TRUE(c == once) << print_case(c);
  }
}

}  // namespace
}  // namespace ropekv
