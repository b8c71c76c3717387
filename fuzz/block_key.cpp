#include "fuzz/block_key.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ropekv {
namespace {

using Wide = unsigned __int128;  // the product of two shard totals

uint64_t num_common_ordinals(const BlockKey& a, const BlockKey& b) {
  const uint64_t begin = std::max(a.first(), b.first());
  const uint64_t end = std::min(a.end(), b.end());
  return end > begin ? end - begin : 0;
}

}  // namespace

// The x below `modulus` with a * x = 1, by Euclid; a and the modulus have no common divisor.
uint64_t inverse(uint64_t a, uint64_t modulus) {
  __int128 remainder = modulus, next_remainder = a % modulus;
  __int128 x = 0, next_x = 1;
  while (next_remainder != 0) {
    const __int128 quotient = remainder / next_remainder;
    remainder = std::exchange(next_remainder, remainder - quotient * next_remainder);
    x = std::exchange(next_x, x - quotient * next_x);
  }
  return static_cast<uint64_t>(x < 0 ? x + modulus : x);
}

// Two arithmetic progressions meet in one whose step is the least common multiple, or nowhere.
uint64_t num_common_indices(const BlockKey& a, const BlockKey& b) {
  if (a.family == b.family) return num_common_ordinals(a, b);
  const uint64_t m = a.family.total;
  const uint64_t n = b.family.total;
  const uint64_t gcd = std::gcd(m, n);
  if (a.family.shard % gcd != b.family.shard % gcd || a.count == 0 || b.count == 0) return 0;
  const Wide step = Wide{m / gcd} * n;
  // The first index of a's shard that is b's as well.
  const Wide apart = (b.family.shard + n - a.family.shard % n) % n / gcd;
  Wide meet = a.family.shard + m * (apart * inverse(m / gcd, n / gcd) % (n / gcd));
  const Wide begin = std::max(a.family.index_of(a.first()), b.family.index_of(b.first()));
  const Wide last = std::min(a.family.index_of(a.end() - 1), b.family.index_of(b.end() - 1));
  if (meet < begin) meet += (begin - meet + step - 1) / step * step;
  return meet > last ? 0 : static_cast<uint64_t>((last - meet) / step + 1);
}

}  // namespace ropekv
