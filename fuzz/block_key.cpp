#include "fuzz/block_key.h"

#include <algorithm>
#include <numeric>

namespace ropekv {
namespace {

using Wide = unsigned __int128;  // the product of two shard totals

uint64_t num_common_ordinals(const BlockKey& a, const BlockKey& b) {
  const uint64_t begin = std::max(a.first(), b.first());
  const uint64_t end = std::min(a.end(), b.end());
  return end > begin ? end - begin : 0;
}

}  // namespace

// Two arithmetic progressions meet in one whose step is the least common multiple, or nowhere.
uint64_t num_common_indices(const BlockKey& a, const BlockKey& b) {
  if (a.family == b.family) return num_common_ordinals(a, b);
  const uint64_t m = a.family.total;
  const uint64_t n = b.family.total;
  const uint64_t gcd = std::gcd(m, n);
  if (a.family.shard % gcd != b.family.shard % gcd || a.count == 0 || b.count == 0) return 0;
  const Wide step = Wide{m / gcd} * n;
  Wide meet = a.family.shard;  // the first index of a's shard that is b's as well
  while (meet % n != b.family.shard) meet += m;
  const Wide begin = std::max(a.family.index_of(a.first()), b.family.index_of(b.first()));
  const Wide last = std::min(a.family.index_of(a.end() - 1), b.family.index_of(b.end() - 1));
  if (meet < begin) meet += (begin - meet + step - 1) / step * step;
  return meet > last ? 0 : static_cast<uint64_t>((last - meet) / step + 1);
}

}  // namespace ropekv
