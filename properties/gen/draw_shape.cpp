#include "properties/gen/draws.h"

namespace ropekv::gen_parts {

namespace gen = rc::gen;

rc::Gen<Shape> shapes() {
  // Around every warp and block size, and the old limit of grid.y.
  const auto tokens = gen::weightedOneOf<int64_t>(
      {{16, gen::just<int64_t>(0)},
       {48, gen::just<int64_t>(1)},
       {32, gen::just<int64_t>(2)},
       {128, gen::element<int64_t>(31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512,
                                   513, 1023, 1024, 1025)},
       {96, gen::inRange<int64_t>(3, 64)},
       {64, gen::inRange<int64_t>(64, 4097)},
       {1, gen::element<int64_t>(65535, 65536, 65537)}});
  const auto kv_heads = gen::weightedOneOf<int64_t>(
      {{4, gen::just<int64_t>(1)}, {8, gen::element<int64_t>(2, 3, 4, 5, 7, 8, 16, 32, 33, 64)}});
  const auto groups = gen::weightedOneOf<int64_t>(
      {{4, gen::just<int64_t>(1)}, {8, gen::element<int64_t>(0, 2, 3, 4, 5, 7, 8, 71)}});
  const auto head_dims = gen::weightedOneOf<int64_t>(
      {{3, gen::element<int64_t>(2, 4, 6, 8, 16, 24)},
       {6, gen::element<int64_t>(32, 48, 64, 80, 96, 112, 128, 160, 192, 256)},
       {1, gen::just<int64_t>(512)},
       {3, gen::inRange<int64_t>(2, 300)}});
  return gen::apply([](int64_t t, int64_t kv, int64_t group, int64_t dim, int64_t rotary,
                       int64_t v) { return Shape{t, kv, group, dim, rotary, v}; },
                    tokens, kv_heads, groups, head_dims, gen::inRange<int64_t>(0, 1000),
                    gen::inRange<int64_t>(0, 1000));
}

rc::Gen<Budget> budgets() {
  return gen::apply(
      [](int64_t octaves, int64_t spare) {
        return Budget{octaves, spare};
      },
      gen::inRange<int64_t>(0, 12), gen::inRange<int64_t>(0, 3));
}

}  // namespace ropekv::gen_parts
