#include <bit>

#include "properties/gen/draws.h"

namespace ropekv::gen_parts {
namespace {

namespace gen = rc::gen;

// Every exponent between 2^-20 and 2^20 alike, without libm.
float log_uniform(uint64_t random) {
  const auto exponent = static_cast<uint32_t>(127 - 20 + random % 41);
  const auto mantissa = static_cast<uint32_t>(random >> 8 & 0x7FFFFF);
  return std::bit_cast<float>(exponent << 23 | mantissa);
}

rc::Gen<float> scale() {
  constexpr float kSmallest = 0x1p-149F, kSmallestNormal = 0x1p-126F, kLargest = 0x1.fffffep127F;
  return gen::weightedOneOf<float>(
      {{2, gen::just(1.0F)},
       {6, gen::element(1.0F / 7, 3.3F, 0.01F, 0.125F, 448.0F, 2.0F, 0.5F)},
       {8, gen::map(gen::inRange<uint64_t>(0, uint64_t{1} << 40), log_uniform)},
       {1, gen::element(kSmallest, kSmallestNormal, kLargest)}});
}

}  // namespace

rc::Gen<Modes> modes() {
  const auto in_place = gen::weightedElement<InPlace>(
      {{4, InPlace::kNo}, {4, InPlace::kBoth}, {1, InPlace::kQ}, {1, InPlace::kK}});
  return gen::apply(
      [](RopeStyle style, DType dtype, DType table, IndexType p, IndexType s, CacheWrite cache,
         Absent absent, InPlace where,
         bool pdl) { return Modes{style, dtype, table, p, s, cache, absent, where, pdl}; },
      gen::element(RopeStyle::kNeox, RopeStyle::kInterleaved),
      gen::element(DType::kF32, DType::kF16, DType::kBF16),
      gen::weightedElement<DType>({{6, DType::kF32}, {1, DType::kF16}, {1, DType::kBF16}}),
      gen::element(IndexType::kInt32, IndexType::kInt64),
      gen::element(IndexType::kInt32, IndexType::kInt64),
      gen::weightedElement<CacheWrite>({{7, CacheWrite::kBoth},
                                        {1, CacheWrite::kNone},
                                        {1, CacheWrite::kKOnly},
                                        {1, CacheWrite::kVOnly}}),
      gen::weightedElement<Absent>({{10, Absent::kNone}, {1, Absent::kQ}, {1, Absent::kK}}),
      in_place, one_in(4));
}

rc::Gen<Scales> scales() {
  return gen::apply(
      [](CacheDType type, float k, float v, ScaleIn where) {
        return Scales{type, k, v, where};
      },
      gen::weightedElement<CacheDType>(
          {{4, CacheDType::kSame}, {1, CacheDType::kE4M3}, {1, CacheDType::kE5M2}}),
      scale(), scale(), gen::element(ScaleIn::kHost, ScaleIn::kDevice));
}

rc::Gen<Scenario> scenarios() {
  const auto kinds = gen::weightedElement<ScenarioKind>({{400, ScenarioKind::kPlain},
                                                         {50, ScenarioKind::kStream},
                                                         {50, ScenarioKind::kGraph},
                                                         {48, ScenarioKind::kPdlChain},
                                                         {49, ScenarioKind::kOverlap},
                                                         {3, ScenarioKind::kServing}});
  const auto steps = gen::oneOf(gen::inRange<uint64_t>(20, 60), gen::inRange<uint64_t>(60, 301));
  return gen::apply(
      [](ScenarioKind kind, uint64_t seed, uint64_t n) {
        return kind == ScenarioKind::kServing ? Scenario{kind, seed, n} : Scenario{kind, 0, 0};
      },
      kinds, seeds(), steps);
}

}  // namespace ropekv::gen_parts
