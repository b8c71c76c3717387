// What memory holds before a kernel writes it: a 16-bit word hashed from its place, a NaN in bf16,
// f16 and (as the upper half) f32. A stray write shows as a word that is not its place's poison, a
// missing write as one that is. Complementary poisons differ in every byte.
#pragma once

#include <cstdint>

#include "reference/host_device.h"

namespace ropekv {

struct Poison {
  uint32_t seed = 0;
  bool complement = false;

  // `byte_offset` is counted from the start of the arena, and even.
  ROPEKV_REF_HD uint16_t half_word(int64_t byte_offset) const {
    uint32_t x = static_cast<uint32_t>(byte_offset >> 1) * 0x9E3779B1u + seed;
    x ^= static_cast<uint32_t>(byte_offset >> 33);
    x = (x ^ (x >> 15)) * 0x85EBCA77u;
    const uint32_t tag = (((x >> 16) * 126u) >> 16) + 1;  // 1 .. 126, never infinity
    const uint32_t sign = (x & 1u) << 15;
    const uint32_t word = sign | 0x7F80u | tag;
    return static_cast<uint16_t>(complement ? word ^ 0x807Fu : word);
  }

  // The poison of an element of 2, 4 or 8 bytes.
  ROPEKV_REF_HD uint64_t element(int64_t byte_offset, int64_t element_bytes) const {
    uint64_t word = 0;
    for (int64_t i = 0; i < element_bytes; i += 2) {
      word |= static_cast<uint64_t>(half_word(byte_offset + i)) << (8 * i);
    }
    return word;
  }
};

}  // namespace ropekv
