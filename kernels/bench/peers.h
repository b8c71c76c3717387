// What the public kernels took on one H100 80GB (CUDA graph of repeated launches, median, in
// microseconds, bf16, each with and without programmatic dependent launch, the better shown):
// `seed`, that of sgl-project/sglang#9077 as of March 2026, and its successor `jit`,
// fused_rope_store_kernel. Beside them a copy of the same bytes with PDL on that machine: the ratio
// of copies carries a figure to another machine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace ropekv {

struct PeerCell {
  std::string_view shape;  // of the preset `anchors`
  int64_t num_tokens;
  double seed_us, jit_us, copy_pdl_us;

  double better_us() const { return std::min(seed_us, jit_us); }
};

inline constexpr PeerCell kPeers[] = {
    {"32_8_64_neox", 1, 1.29, 1.04, 0.92},
    {"32_8_64_neox", 32, 1.33, 1.44, 0.96},
    {"32_8_64_neox", 128, 1.58, 1.58, 1.15},
    {"32_8_64_neox", 512, 2.88, 2.64, 1.95},
    {"32_8_64_neox", 1024, 6.93, 6.54, 5.68},
    {"32_8_64_neox", 4096, 23.18, 21.56, 19.94},
    {"32_8_64_neox", 16384, 105.1, 80.24, 74.28},
    {"32_8_64_neox", 65536, 355.9, 316.2, 290.9},
    {"32_8_128_neox", 1, 1.28, 1.45, 0.94},
    {"32_8_128_neox", 32, 1.54, 1.68, 0.99},
    {"32_8_128_neox", 128, 2.23, 2.14, 1.47},
    {"32_8_128_neox", 512, 6.58, 6.66, 5.69},
    {"32_8_128_neox", 1024, 11.51, 11.51, 10.25},
    {"32_8_128_neox", 4096, 41.78, 41.07, 37.88},
    {"32_8_128_neox", 16384, 170.9, 158.1, 146.4},
    {"32_8_128_neox", 65536, 630.5, 645.8, 580.6},
    {"64_8_128_interleaved", 1, 1.27, 1.47, 0.96},
    {"64_8_128_interleaved", 32, 1.65, 1.73, 1.11},
    {"64_8_128_interleaved", 128, 2.77, 2.64, 1.72},
    {"64_8_128_interleaved", 512, 9.33, 9.68, 8.54},
    {"64_8_128_interleaved", 1024, 16.97, 17.40, 16.04},
    {"64_8_128_interleaved", 4096, 63.91, 63.37, 60.07},
    {"64_8_128_interleaved", 16384, 264.8, 250.2, 234.7},
    {"64_8_128_interleaved", 65536, 1009.7, 1040.7, 937.1},
    {"8_1_128_neox", 1, 1.48, 1.34, 0.97},
    {"8_1_128_neox", 32, 1.45, 1.58, 0.95},
    {"8_1_128_neox", 128, 1.56, 1.70, 0.95},
    {"8_1_128_neox", 512, 2.22, 2.08, 1.29},
    {"8_1_128_neox", 1024, 2.95, 2.65, 1.72},
    {"8_1_128_neox", 4096, 9.81, 9.92, 8.66},
    {"8_1_128_neox", 16384, 36.67, 33.66, 31.00},
    {"8_1_128_neox", 65536, 131.1, 127.3, 118.2},
};

// Of a cell "anchors/SHAPE/tN/pdl", since copies are compared with PDL; null for any other.
inline const PeerCell* find_peer(std::string_view cell_name) {
  for (const PeerCell& peer : kPeers) {
    std::string_view rest = cell_name;
    const auto take = [&rest](std::string_view word) {
      const bool found = rest.starts_with(word);
      if (found) rest.remove_prefix(word.size());
      return found;
    };
    if (!take("anchors/") || !take(peer.shape) || !take("/t") || !rest.ends_with("/pdl")) continue;
    rest.remove_suffix(4);
    int64_t tokens = 0;
    for (const char digit : rest) tokens = 10 * tokens + (digit - '0');
    if (tokens == peer.num_tokens) return &peer;
  }
  return nullptr;
}

}  // namespace ropekv
