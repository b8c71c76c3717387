#include "properties/gen/draws.h"

namespace ropekv::gen_parts {

namespace gen = rc::gen;

rc::Gen<Data> data() {
  return gen::apply(
      [](TableKind table, uint64_t theta, Values values, uint64_t seed) {
        return Data{table, table == TableKind::kReal ? theta : 10000, values, seed};
      },
      gen::weightedElement<TableKind>(
          {{4, TableKind::kReal}, {4, TableKind::kWild}, {1, TableKind::kIdentity}}),
      gen::element<uint64_t>(8000, 10000, 150000, 500000, 1000000),
      gen::weightedElement<Values>({{6, Values::kNormal},
                                    {1, Values::kIntegers},
                                    {1, Values::kLarge},
                                    {1, Values::kTiny},
                                    {1, Values::kZeros},
                                    {2, Values::kSpecial},
                                    {2, Values::kBits}}),
      seeds());
}

}  // namespace ropekv::gen_parts
