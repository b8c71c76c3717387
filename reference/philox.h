// Philox4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy as
// 1, 2, 3" (SC'11). Integer arithmetic only, so every compiler, lane and machine agrees.
#pragma once

#include <cstdint>

#include "reference/host_device.h"

namespace ropekv {

struct Philox4 {
  uint32_t word[4];
};

ROPEKV_REF_HD inline Philox4 philox4x32(Philox4 counter, uint64_t key) {
  uint32_t key0 = static_cast<uint32_t>(key);
  uint32_t key1 = static_cast<uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const uint64_t product0 = uint64_t{0xD2511F53u} * counter.word[0];
    const uint64_t product1 = uint64_t{0xCD9E8D57u} * counter.word[2];
    counter = {{static_cast<uint32_t>(product1 >> 32) ^ counter.word[1] ^ key0,
                static_cast<uint32_t>(product1),
                static_cast<uint32_t>(product0 >> 32) ^ counter.word[3] ^ key1,
                static_cast<uint32_t>(product0)}};
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return counter;
}

// 64 random bits for item `index` of stream `stream` under `seed`. The last word of the counter
// keeps these apart from the data's (data.h), which use the same seeds.
ROPEKV_REF_HD inline uint64_t philox64(uint64_t seed, uint32_t stream, uint64_t index) {
  const Philox4 out = philox4x32(
      {{static_cast<uint32_t>(index), static_cast<uint32_t>(index >> 32), stream, 0xFFFFFFFFu}},
      seed);
  return (uint64_t{out.word[1]} << 32) | out.word[0];
}

}  // namespace ropekv
