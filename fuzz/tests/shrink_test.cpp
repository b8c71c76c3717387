#include "fuzz/shrink.h"

#include <gtest/gtest.h>

#include "properties/gen/make_legal.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

const char* const kLargeLine =
    "rkv1:num_tokens=4711,num_qo_heads=24,num_kv_heads=8,head_dim=192,v_head_dim=112,"
    "rotary_dim=96,style=interleaved,dtype=bf16,cache=both,qkv=fused,q_pad=16:8,"
    "num_slots=9001,max_position=1234,positions=random:77,slots=clustered:99:16,"
    "holes=random:5:120,table=wild,values=special,data_seed=123456789";

Case parsed(std::string_view line) {
  std::string error;
  const auto c = parse_case(line, &error);
  EXPECT_TRUE(c) << error;
  return c.value_or(Case{});
}

Shrunk shrink_fully(const Case& c, const StillFails& still_fails) {
  EXPECT_TRUE(still_fails(c));
  const Shrunk shrunk = shrink(c, still_fails, [] { return false; });
  EXPECT_TRUE(still_fails(shrunk.minimal));
  EXPECT_EQ(why_not_legal(shrunk.minimal), "");
  EXPECT_FALSE(shrunk.timed_out);
  return shrunk;
}

// The line without its checksum.
std::string minimal_text(const StillFails& still_fails) {
  const std::string line = print_case(shrink_fully(parsed(kLargeLine), still_fails).minimal);
  return line.substr(0, line.find("sum="));
}

TEST(Shrink, LeavesOnlyWhatMatters) {
  EXPECT_EQ(minimal_text([](const Case& c) {
              return c.num_tokens > 31 && c.style == RopeStyle::kInterleaved;
            }),
            "rkv1:num_tokens=32,style=interleaved,");
}

TEST(Shrink, ReachesTheDefaultCaseIfEverythingFails) {
  EXPECT_EQ(minimal_text([](const Case&) { return true; }), "rkv1:");
}

TEST(Shrink, FindsABoundaryThatIsNoRoundNumber) {
  EXPECT_EQ(minimal_text([](const Case& c) { return c.num_tokens >= 1337; }),
            "rkv1:num_tokens=1337,");
}

TEST(Shrink, LowersDependentDimsTogether) {
  EXPECT_EQ(minimal_text([](const Case& c) { return c.rotary_dim < c.head_dim; }),
            "rkv1:rotary_dim=2,");
  EXPECT_EQ(minimal_text([](const Case& c) { return 2 * c.rotary_dim == c.head_dim; }),
            "rkv1:rotary_dim=32,");
  EXPECT_EQ(minimal_text([](const Case& c) { return c.v_head_dim < c.head_dim; }),
            "rkv1:v_head_dim=1,");
}

TEST(Shrink, KeepsTheGroupOfHeads) {
  EXPECT_EQ(minimal_text([](const Case& c) { return c.num_qo_heads == 3 * c.num_kv_heads; }),
            "rkv1:num_qo_heads=3,");
}

TEST(Shrink, CutsListsToLength) {
  const Case c =
      parsed("rkv1:num_tokens=6,num_slots=20,positions=list:3+9x2+1..3,slots=list:11+-1+4..7");
  const Shrunk shrunk = shrink_fully(c, [](const Case& candidate) {
    return candidate.slots.kind == SlotKind::kList && candidate.num_tokens > 2;
  });
  EXPECT_EQ(shrunk.minimal.num_tokens, 3);
  EXPECT_EQ(shrunk.minimal.slots.list.size(), 3u);
  EXPECT_EQ(shrunk.minimal.positions.kind, PositionKind::kIota);
}

TEST(Shrink, DropsWhatLaunchesAndPoolsDoNotNeed) {
  const Case c = parsed(
      "rkv1:num_tokens=40,num_qo_heads=4,num_kv_heads=2,head_dim=128,dtype=bf16,cache_dtype=e4m3,"
      "k_scale=0.14285715,v_scale=3.3,scale_in=device,page_size=48,page_layout=hnd,pools=packed,"
      "misaligned=3:q+k_buffer+cos_sin_cache,num_slots=96,reserved_slot=5,"
      "slots=clustered:7:48,scenario=graph");
  const auto minimal = [&](const StillFails& still_fails) {
    const std::string line = print_case(shrink_fully(c, still_fails).minimal);
    return line.substr(0, line.find("sum="));
  };
  EXPECT_EQ(minimal([](const Case& x) { return x.page_size > 1; }), "rkv1:page_size=2,");
  EXPECT_EQ(minimal([](const Case& x) { return x.k_scale != x.v_scale; }),
            "rkv1:cache_dtype=e4m3,k_scale=2,");
  EXPECT_EQ(minimal([](const Case& x) { return x.scenario.kind == ScenarioKind::kGraph; }),
            "rkv1:scenario=graph,");
  EXPECT_EQ(minimal([](const Case& x) { return (x.misaligned.tensors & 1) != 0; }),
            "rkv1:misaligned=1:q,");
}

TEST(Shrink, PrefersPatternsThatAPersonCanSee) {
  EXPECT_EQ(minimal_text([](const Case& c) {
              return c.holes.kind != HoleKind::kNone && c.holes.kind != HoleKind::kAll;
            }),
            "rkv1:holes=tail:0,");
}

TEST(Shrink, TakesSeedsToZeroWhereTheyDoNotMatter) {
  EXPECT_EQ(minimal_text([](const Case& c) { return c.positions.kind == PositionKind::kRandom; }),
            "rkv1:positions=random:0,");
}

TEST(Shrink, IsDeterministic) {
  const StillFails odd = [](const Case& c) { return c.num_tokens % 7 == 0 && c.num_slots > 100; };
  const Case c = parsed(kLargeLine);
  const Shrunk once = shrink(c, odd, [] { return false; });
  const Shrunk again = shrink(c, odd, [] { return false; });
  EXPECT_EQ(once.minimal, again.minimal);
  EXPECT_EQ(once.tries, again.tries);
}

TEST(Shrink, StopsAtTheTimeBoxWithTheBestSoFar) {
  int tries = 0;
  const Shrunk shrunk = shrink(
      parsed(kLargeLine), [&](const Case& c) { return ++tries, c.num_tokens > 31; },
      [&] { return tries >= 3; });
  EXPECT_TRUE(shrunk.timed_out);
  EXPECT_EQ(shrunk.tries, 3);
  EXPECT_GT(shrunk.minimal.num_tokens, 31);
}

TEST(MakeConsistent, MakesIllegalNeighboursLegal) {
  Case c = parsed(kLargeLine);
  c.head_dim = 50;
  c.num_tokens = 3;
  c.cache = CacheWrite::kNone;
  c.qkv = QkvSource::kSeparate;
  make_consistent(&c);
  EXPECT_EQ(why_not_legal(c), "");
  EXPECT_EQ(c.rotary_dim, 50);
  EXPECT_EQ(c.num_slots_given, 3);
}

}  // namespace
}  // namespace ropekv
