// Full lines, their checksums, and what they mean. Never edit: old lines must replay for ever. A
// new key adds a line here, and none of the others may change.
#include <gtest/gtest.h>

#include "reference/case_text.h"

namespace ropekv {
namespace {

struct Golden {
  std::string_view line;
  void (*meaning)(Case&);  // what differs from Case{}
};

void set_tokens(Case& c, int64_t num_tokens) {
  c.num_tokens = c.num_slots_given = c.num_slots = num_tokens;
}

void set_dims(Case& c, int64_t head_dim) {
  c.head_dim = c.v_head_dim = c.rotary_dim = head_dim;
}

const Golden kGoldens[] = {
    {"rkv1:sum=5cf7321f", [](Case&) {}},
    {"rkv1:num_tokens=0,sum=951dcffe", [](Case& c) { c.num_tokens = c.num_slots_given = 0; }},
    {"rkv1:num_tokens=5,num_slots_given=3,num_qo_heads=8,num_kv_heads=2,head_dim=128,v_head_dim=96,"
     "rotary_dim=64,style=interleaved,dtype=bf16,sum=738dfb80",
     [](Case& c) {
       set_tokens(c, 5);
       c.num_slots_given = 3;
       c.num_qo_heads = 8;
       c.num_kv_heads = 2;
       c.head_dim = 128;
       c.v_head_dim = 96;
       c.rotary_dim = 64;
       c.style = RopeStyle::kInterleaved;
       c.dtype = DType::kBF16;
     }},
    {"rkv1:num_tokens=7,head_dim=256,dtype=f16,position_dtype=int32,slot_dtype=int32,cache=k,"
     "in_place=yes,pdl=yes,num_slots=100,max_position=2048,positions=repeated:4,sum=2b6b9bf9",
     [](Case& c) {
       set_tokens(c, 7);
       set_dims(c, 256);
       c.dtype = DType::kF16;
       c.position_dtype = c.slot_dtype = IndexType::kInt32;
       c.cache = CacheWrite::kKOnly;
       c.in_place = InPlace::kBoth;
       c.pdl = true;
       c.num_slots = 100;
       c.max_position = 2048;
       c.positions = {PositionKind::kRepeated, 4, {}};
     }},
    {"rkv1:cache=none,absent=k,positions=same:63,table=identity,values=bits,sum=355eee1e",
     [](Case& c) {
       c.cache = CacheWrite::kNone;
       c.absent = Absent::kK;
       c.positions = {PositionKind::kSame, 63, {}};
       c.table = TableKind::kIdentity;
       c.values = Values::kBits;
     }},
    {"rkv1:num_tokens=3,cache=v,absent=q,slots=tail,holes=all,hole_value=lowest,values=zeros,sum="
     "99946ef2",
     [](Case& c) {
       set_tokens(c, 3);
       c.cache = CacheWrite::kVOnly;
       c.absent = Absent::kQ;
       c.slots = {SlotKind::kTail, 0, 1, {}};
       c.holes = {HoleKind::kAll, 0, 0, HoleValue::kLowest};
       c.values = Values::kZeros;
     }},
    {"rkv1:num_tokens=64,qkv=fused,q_pad=72:8,k_pad=0:4,v_pad=0:2,q_rope_pad=1:2,k_rope_pad=3:4,"
     "k_buffer_pad=5:6,v_buffer_pad=7:8,positions=descending:9,slots=iota:2,holes=tail:5,"
     "hole_value=past_end,sum=c5dbe9b3",
     [](Case& c) {
       set_tokens(c, 64);
       c.qkv = QkvSource::kFused;
       c.q_pad = {72, 8};
       c.k_pad = {0, 4};
       c.v_pad = {0, 2};
       c.q_rope_pad = {1, 2};
       c.k_rope_pad = {3, 4};
       c.k_buffer_pad = {5, 6};
       c.v_buffer_pad = {7, 8};
       c.positions = {PositionKind::kDescending, 9, {}};
       c.slots = {SlotKind::kIota, 2, 1, {}};
       c.holes = {HoleKind::kTail, 5, 0, HoleValue::kPastEnd};
     }},
    {"rkv1:num_tokens=9,num_slots=12,positions=list:0..3+63+5x4,slots=list:11+0..4+-1x2+12,sum="
     "7280c5ae",
     [](Case& c) {
       set_tokens(c, 9);
       c.num_slots = 12;
       c.positions = {PositionKind::kList, 0, {0, 1, 2, 3, 63, 5, 5, 5, 5}};
       c.slots = {SlotKind::kList, 0, 1, {11, 0, 1, 2, 3, 4, -1, -1, 12}};
     }},
    {"rkv1:num_tokens=65537,head_dim=8,positions=random:18446744073709551615,bad_positions=250,"
     "slots=clustered:77:16,holes=random:5:125,table=wild,values=special,"
     "data_seed=18446744073709551615,sum=f87fe74b",
     [](Case& c) {
       set_tokens(c, 65537);
       set_dims(c, 8);
       c.positions = {PositionKind::kRandom, ~uint64_t{0}, {}};
       c.bad_positions_permille = 250;
       c.slots = {SlotKind::kClustered, 77, 16, {}};
       c.holes = {HoleKind::kRandom, 5, 125, HoleValue::kMinusOne};
       c.table = TableKind::kWild;
       c.values = Values::kSpecial;
       c.data_seed = ~uint64_t{0};
     }},
    {"rkv1:num_tokens=11,positions=edges:12,slots=permuted:34,holes=every:3,table=real:500000,"
     "values=tiny,data_seed=56,sum=d4c4c860",
     [](Case& c) {
       set_tokens(c, 11);
       c.positions = {PositionKind::kEdges, 12, {}};
       c.slots = {SlotKind::kPermuted, 34, 1, {}};
       c.holes = {HoleKind::kEvery, 3, 0, HoleValue::kMinusOne};
       c.theta = 500000;
       c.values = Values::kTiny;
       c.data_seed = 56;
     }},
    {"rkv1:num_tokens=64,holes=all,hole_value=far_past_end,sum=b3f26132",
     [](Case& c) {
       set_tokens(c, 64);
       c.holes = {HoleKind::kAll, 0, 0, HoleValue::kFarPastEnd};
     }},
    {"rkv1:num_tokens=4,num_qo_heads=3,in_place=q,out_order=heads,"
     "misaligned=1:q+k_rope+slot_mapping,sum=3f0165b9",
     [](Case& c) {
       set_tokens(c, 4);
       c.num_qo_heads = 3;
       c.in_place = InPlace::kQ;
       c.out_order = RowOrder::kHeads;
       c.misaligned = {1u << 0 | 1u << 4 | 1u << 8, 1};
     }},
    {"rkv1:num_tokens=4,num_kv_heads=2,in_place=k,q_rope_pad=8589934592:3,in_order=heads,"
     "unit_strides=zero,memory=fence_end,sum=a625bda8",
     [](Case& c) {
       set_tokens(c, 4);
       c.num_kv_heads = 2;
       c.in_place = InPlace::kK;
       c.q_rope_pad = {8589934592, 3};
       c.in_order = RowOrder::kHeads;
       c.unit_strides = UnitStrides::kZero;
       c.memory = Memory::kFenceEnd;
     }},
    {"rkv1:num_tokens=40,dtype=bf16,cache_dtype=e4m3,k_scale=0.1,v_scale=1e-05,scale_in=device,"
     "page_size=16,page_layout=hnd,k_page_pad=7,v_page_pad=9,pools=unbound,sum=fc8775c6",
     [](Case& c) {
       set_tokens(c, 40);
       c.num_slots = 48;  // whole pages
       c.dtype = DType::kBF16;
       c.cache_dtype = CacheDType::kE4M3;
       c.k_scale = 0.1f;
       c.v_scale = 1e-5f;
       c.scale_in = ScaleIn::kDevice;
       c.page_size = 16;
       c.page_layout = PageLayout::kHnd;
       c.k_page_pad = 7;
       c.v_page_pad = 9;
       c.pools = Pools::kUnbound;
     }},
    {"rkv1:num_tokens=40,dtype=f16,cache=k,cache_dtype=e5m2,k_scale=3.4028235e+38,page_size=16,"
     "num_slots=64,reserved_slot=63,holes=every:2,hole_value=reserved,sum=2fe0d74c",
     [](Case& c) {
       set_tokens(c, 40);
       c.num_slots = 64;
       c.dtype = DType::kF16;
       c.cache = CacheWrite::kKOnly;
       c.cache_dtype = CacheDType::kE5M2;
       c.k_scale = 3.4028235e+38f;
       c.page_size = 16;
       c.reserved_slot = 63;
       c.holes = {HoleKind::kEvery, 2, 0, HoleValue::kReserved};
     }},
    {"rkv1:num_tokens=2,v_buffer_pad=0:1,pools=packed,unit_strides=huge,misaligned=15:cos_sin_"
     "cache,"
     "slots=colliding:18446744073709551615:1,table_dtype=f16,scenario=stream,sum=24540485",
     [](Case& c) {
       set_tokens(c, 2);
       c.v_buffer_pad = {0, 1};
       c.pools = Pools::kPacked;
       c.unit_strides = UnitStrides::kHuge;
       c.misaligned = {1u << 9, 15};
       c.slots = {SlotKind::kColliding, ~uint64_t{0}, 1, {}};
       c.table_dtype = DType::kF16;
       c.scenario.kind = ScenarioKind::kStream;
     }},
    {"rkv1:num_tokens=3,pools=stacked,memory=fence_start,slots=list:0x2+2,table_dtype=bf16,"
     "scenario=graph,sum=d73fc25d",
     [](Case& c) {
       set_tokens(c, 3);
       c.pools = Pools::kStacked;
       c.memory = Memory::kFenceStart;
       c.slots = {SlotKind::kList, 0, 1, {0, 0, 2}};
       c.table_dtype = DType::kBF16;
       c.scenario.kind = ScenarioKind::kGraph;
     }},
    {"rkv1:num_tokens=5,pdl=yes,scenario=pdl_chain,sum=9ceae5d4",
     [](Case& c) {
       set_tokens(c, 5);
       c.pdl = true;
       c.scenario.kind = ScenarioKind::kPdlChain;
     }},
    {"rkv1:num_tokens=5,holes=all,hole_value=negative,scenario=overlap,sum=f5e97138",
     [](Case& c) {
       set_tokens(c, 5);
       c.holes = {HoleKind::kAll, 0, 0, HoleValue::kNegative};
       c.scenario.kind = ScenarioKind::kOverlap;
     }},
    {"rkv1:num_tokens=64,num_slots=4096,reserved_slot=0,max_position=999,"
     "scenario=serving:18446744073709551615:100000,sum=73a443b8",
     [](Case& c) {
       set_tokens(c, 64);
       c.num_slots = 4096;
       c.reserved_slot = 0;
       c.max_position = 999;
       c.scenario = {ScenarioKind::kServing, ~uint64_t{0}, 100000};
     }},
};

Case meaning(const Golden& golden) {
  Case c;
  golden.meaning(c);
  return c;
}

TEST(CaseGolden, OldLinesMeanWhatTheyMeant) {
  for (const Golden& golden : kGoldens) {
    std::string error;
    const auto c = parse_case(golden.line, &error);
    ASSERT_TRUE(c.has_value()) << golden.line << ": " << error;
    EXPECT_TRUE(*c == meaning(golden)) << golden.line << " now means " << print_case(*c);
  }
}

TEST(CaseGolden, TheSameCasesStillPrintTheSameLines) {
  for (const Golden& golden : kGoldens) EXPECT_EQ(print_case(meaning(golden)), golden.line);
}

}  // namespace
}  // namespace ropekv
