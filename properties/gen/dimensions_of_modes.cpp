#include <algorithm>
#include <bit>

#include "properties/gen/dimension_parts.h"

namespace ropekv::gen_parts {
namespace {

bool is_power_of_two(float scale) {
  return (std::bit_cast<uint32_t>(scale) & 0x7FFFFF) == 0;
}
// Some quotients leave the range of f32, or its normal numbers.
bool is_extreme(float scale) {
  return scale < 0x1p-60F || scale > 0x1p60F;
}

// fp8 is what has scales.
void set_scales(Case* c, float k, float v) {
  if (!c->fp8_cache())
    c->cache_dtype = pick(*c, {0, 1}) == 0 ? CacheDType::kE4M3 : CacheDType::kE5M2;
  c->k_scale = k;
  c->v_scale = v;
}

Dimension scales() {
  return {
      "scales",
      {
          {"1", [](const Case& c) { return c.fp8_cache() && c.k_scale == 1 && c.v_scale == 1; },
           [](Case* c) { set_scales(c, 1, 1); }},
          {"powers of two",
           [](const Case& c) {
             return (c.k_scale != 1 && is_power_of_two(c.k_scale)) ||
                    (c.v_scale != 1 && is_power_of_two(c.v_scale));
           },
           [](Case* c) { set_scales(c, 0.125F, 0.25F); }},
          {"no power of two",
           [](const Case& c) { return !is_power_of_two(c.k_scale) || !is_power_of_two(c.v_scale); },
           [](Case* c) { set_scales(c, 1.0F / 7, 3.3F); }},
          {"extreme", [](const Case& c) { return is_extreme(c.k_scale) || is_extreme(c.v_scale); },
           [](Case* c) { set_scales(c, 0x1p-126F, 0x1.fffffep127F); }},
      }};
}

Dimension caches() {
  return {"cache",
          {is<&Case::cache, CacheWrite::kBoth>("both"), is<&Case::cache, CacheWrite::kNone>("none"),
           is<&Case::cache, CacheWrite::kKOnly>("k"),  // B13
           is<&Case::cache, CacheWrite::kVOnly>("v")}};
}

}  // namespace

std::vector<Dimension> mode_dimensions() {
  return {
      {"style",
       {is<&Case::style, RopeStyle::kNeox>("neox"),
        is<&Case::style, RopeStyle::kInterleaved>("interleaved")}},
      {"dtype",
       {is<&Case::dtype, DType::kF32>("f32"), is<&Case::dtype, DType::kF16>("f16"),
        is<&Case::dtype, DType::kBF16>("bf16")}},
      {"cache_dtype",
       {is<&Case::cache_dtype, CacheDType::kSame>("same"),
        is<&Case::cache_dtype, CacheDType::kE4M3>("e4m3"),
        is<&Case::cache_dtype, CacheDType::kE5M2>("e5m2")}},
      scales(),
      {"scale_in",
       {{"host", [](const Case& c) { return c.fp8_cache() && c.scale_in == ScaleIn::kHost; },
         [](Case* c) {
           set_scales(c, c->k_scale, c->v_scale);
           c->scale_in = ScaleIn::kHost;
         }},
        {"device", [](const Case& c) { return c.scale_in == ScaleIn::kDevice; },
         [](Case* c) {
           set_scales(c, c->k_scale, c->v_scale);
           c->scale_in = ScaleIn::kDevice;
         }}}},
      {"table_dtype",
       {is<&Case::table_dtype, DType::kF32>("f32"), is<&Case::table_dtype, DType::kF16>("f16"),
        is<&Case::table_dtype, DType::kBF16>("bf16")}},
      {"position_dtype",
       {is<&Case::position_dtype, IndexType::kInt64>("int64"),
        is<&Case::position_dtype, IndexType::kInt32>("int32")}},
      {"slot_dtype",
       {is<&Case::slot_dtype, IndexType::kInt64>("int64"),
        is<&Case::slot_dtype, IndexType::kInt32>("int32")}},
      caches(),
      {"absent",
       {is<&Case::absent, Absent::kNone>("none"), is<&Case::absent, Absent::kQ>("q"),
        is<&Case::absent, Absent::kK>("k")}},
      {"in_place",
       {is<&Case::in_place, InPlace::kNo>("no"), is<&Case::in_place, InPlace::kBoth>("yes"),
        is<&Case::in_place, InPlace::kQ>("q"), is<&Case::in_place, InPlace::kK>("k")}},
      {"pdl", {is<&Case::pdl, false>("no"), is<&Case::pdl, true>("yes")}},
  };
}

}  // namespace ropekv::gen_parts
