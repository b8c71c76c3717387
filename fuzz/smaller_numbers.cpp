#include "fuzz/smaller_numbers.h"

#include <algorithm>
#include <set>

namespace ropekv {

std::vector<uint64_t> smaller_numbers(uint64_t n) {
  std::set<uint64_t> values = {0, 1, 2};
  for (uint64_t power = 4; power != 0 && power - 1 < n; power *= 2) {
    values.insert({power - 1, power, power + 1});
  }
  for (const uint64_t unit : {uint64_t{16}, uint64_t{64}, uint64_t{256}}) {
    values.insert((n - std::min<uint64_t>(n, 1)) / unit * unit);
  }
  for (uint64_t step = n / 2; step > 0; step /= 2) values.insert(n - step);
  values.erase(values.lower_bound(n), values.end());
  return {values.begin(), values.end()};
}

}  // namespace ropekv
