// Values that are well-formed but make no legal case together.
#include "reference/tests/rejected.h"

namespace ropekv {
namespace {

using testing::expect_rejected;
using testing::Rejected;

TEST(CaseLimits, NumbersOutOfRange) {
  std::vector<Rejected> table{
      {"num_tokens=-1", "num_tokens", "-1"},
      {"num_tokens=2147483648", "num_tokens", "2147483648"},
      {"num_tokens=3,num_slots_given=4", "num_slots_given", "4"},
      {"num_slots_given=-1", "num_slots_given", "-1"},
      {"num_qo_heads=0", "num_qo_heads", "0"},
      {"num_kv_heads=4097", "num_kv_heads", "4097"},
      {"head_dim=1", "head_dim", "1"},
      {"head_dim=9223372036854775807", "head_dim", "9223372036854775807"},
      {"v_head_dim=0", "v_head_dim", "0"},
      {"rotary_dim=0", "rotary_dim", "0"},
      {"rotary_dim=66", "rotary_dim", "66"},
      {"rotary_dim=7", "rotary_dim", "7"},
      {"head_dim=9", "rotary_dim", "9"},
      {"num_slots=0", "num_slots", "0"},
      {"num_slots=4294967297", "num_slots", "4294967297"},
      {"num_slots=2147483648,slot_dtype=int32", "num_slots", "2147483648"},
      {"max_position=0", "max_position", "0"},
      {"max_position=2147483648", "max_position", "2147483648"},
      {"bad_positions=1001", "bad_positions", "1001"},
      {"bad_positions=18446744073709551615", "bad_positions", "18446744073709551615"},
      {"holes=random:1:1001", "holes", "1001"},
      {"table=real:0", "table", "0"},
      {"table=real:18446744073709551615", "table", "18446744073709551615"},
      {"positions=repeated:0", "positions", "repeated:0"},
      {"slots=clustered:1:0", "slots", "clustered"},
      {"holes=every:0", "holes", "every:0"}};
  for (const char* pad :
       {"q_pad", "k_pad", "v_pad", "q_rope_pad", "k_rope_pad", "k_buffer_pad", "v_buffer_pad"}) {
    table.push_back({std::string(pad) + "=16385:0", pad, "16385"});
    table.push_back({std::string(pad) + "=0:-1", pad, "-1"});
  }
  expect_rejected(table);
}

TEST(CaseLimits, ListsThatDoNotFitTheCase) {
  expect_rejected({{"num_tokens=3,positions=list:1x2", "positions", "2 values"},
                   {"num_tokens=3,positions=list:62..64", "positions", "64"},
                   {"positions=list:-1", "positions", "-1"},
                   {"num_tokens=3,slots=list:0..3", "slots", "4 values"},
                   {"num_tokens=3,slots=list:0+2x2", "slots", "slot 2 twice"},
                   {"slot_dtype=int32,slots=list:2147483648", "slots", "2147483648"},
                   {"slot_dtype=int32,slots=list:-2147483649", "slots", "-2147483649"}});
}

TEST(CaseLimits, KeysThatTheLaunchWouldIgnore) {
  expect_rejected({{"qkv=fused,k_pad=1:0", "k_pad", "qkv=fused"},
                   {"qkv=fused,v_pad=1:0", "v_pad", "qkv=fused"},
                   {"qkv=fused,absent=q", "absent", "qkv=fused"},
                   {"in_place=yes,q_rope_pad=1:0", "q_rope_pad", "in_place=yes"},
                   {"in_place=yes,k_rope_pad=0:1", "k_rope_pad", "in_place=yes"},
                   {"cache=none,v_pad=1:0", "v_pad", "v is not in the launch"},
                   {"cache=none,v_head_dim=8", "v_head_dim", "v is not in the launch"},
                   {"cache=v,k_buffer_pad=1:0", "k_buffer_pad", "k is not stored"},
                   {"cache=k,v_buffer_pad=0:1", "v_buffer_pad", "v is not stored"},
                   {"slots=list:0,holes=all", "holes", "slots=list"},
                   {"absent=k", "cache", "absent=k"},
                   {"absent=k,cache=k", "cache", "absent=k"}});
}

}  // namespace
}  // namespace ropekv
