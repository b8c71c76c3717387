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
      {"page_size=0", "page_size", "0"},
      {"page_size=1025", "page_size", "1025"},
      {"num_tokens=5,page_size=4,num_slots=10", "num_slots", "10"},
      {"page_size=2,num_slots=4,k_page_pad=-1", "k_page_pad", "-1"},
      {"page_size=2,num_slots=4,v_page_pad=8589934593", "v_page_pad", "8589934593"},
      {"num_slots=9,reserved_slot=9", "reserved_slot", "9"},
      {"cache_dtype=e4m3,k_scale=0", "k_scale", "0"},
      {"cache_dtype=e4m3,k_scale=-1e-05", "k_scale", "-1e-05"},
      {"cache_dtype=e5m2,v_scale=inf", "v_scale", "inf"},
      {"cache_dtype=e5m2,v_scale=nan", "v_scale", "nan"},
      {"misaligned=16:q", "misaligned", "16"},
      {"misaligned=0:q", "misaligned", "0"},
      {"scenario=serving:1:0", "scenario", "0"},
      {"scenario=serving:1:100001", "scenario", "100001"},
      {"max_position=0", "max_position", "0"},
      {"max_position=2147483648", "max_position", "2147483648"},
      {"bad_positions=1001", "bad_positions", "1001"},
      {"bad_positions=18446744073709551615", "bad_positions", "18446744073709551615"},
      {"holes=random:1:1001", "holes", "1001"},
      {"table=real:0", "table", "0"},
      {"table=real:18446744073709551615", "table", "18446744073709551615"},
      {"positions=repeated:0", "positions", "repeated:0"},
      {"slots=clustered:1:0", "slots", "clustered"},
      {"slots=colliding:1:0", "slots", "colliding"},
      {"holes=every:0", "holes", "every:0"}};
  for (const char* pad :
       {"q_pad", "k_pad", "v_pad", "q_rope_pad", "k_rope_pad", "k_buffer_pad", "v_buffer_pad"}) {
    table.push_back({std::string(pad) + "=8589934593:0", pad, "8589934593"});
    table.push_back({std::string(pad) + "=0:16385", pad, "16385"});
    table.push_back({std::string(pad) + "=0:-1", pad, "-1"});
  }
  expect_rejected(table);
}

TEST(CaseLimits, ListsThatDoNotFitTheCase) {
  expect_rejected({{"num_tokens=3,positions=list:1x2", "positions", "2 values"},
                   {"num_tokens=3,positions=list:62..64", "positions", "64"},
                   {"positions=list:-1", "positions", "-1"},
                   {"num_tokens=3,slots=list:0..3", "slots", "4 values"},
                   {"slot_dtype=int32,slots=list:2147483648", "slots", "2147483648"},
                   {"slot_dtype=int32,slots=list:-2147483649", "slots", "-2147483649"}});
}

TEST(CaseLimits, TensorsThatDoNotFitInSixtyThreeBits) {
  const std::string pools = "num_slots=4294967296,num_kv_heads=4096,head_dim=4096,";
  expect_rejected(
      {{pools + "k_buffer_pad=8589934592:0", "bytes", "63 bits"},
       {pools + "page_size=1024,page_layout=hnd,k_buffer_pad=8589934592:0", "bytes", ""},
       {pools + "pools=stacked,k_buffer_pad=8589934592:0", "bytes", "63 bits"},
       {"num_tokens=2147483647,q_pad=8589934592:0", "bytes", "63 bits"},
       {"num_tokens=2147483647,in_order=heads,num_qo_heads=4096,head_dim=4096,"
        "num_kv_heads=4096,k_pad=0:16384,v_pad=0:16384,q_pad=8589934592:16384,"
        "k_rope_pad=1:16384,q_rope_pad=8589934592:16384,num_slots=4294967296,"
        "k_buffer_pad=0:16384,v_buffer_pad=0:16384,page_size=2,k_page_pad=8589934592",
        "bytes", "63 bits"}});
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
