// What memory holds before a kernel writes it: a 16-bit word hashed from its place, a NaN in bf16,
// f16 and (as the upper half) f32. A stray write shows as a word that is not its place's poison, a
// missing write as one that is. Complementary poisons differ in every byte.
#pragma once

#include <cstdint>

#include "reference/host_device.h"

namespace ropekv {

struct Poison {
  uint64_t seed = 0;
  bool complement = false;

  ROPEKV_REF_HD Poison complemented() const { return {seed, !complement}; }

  // The eight bytes at byte_offset, counted from the start of the arena: a multiple of 8. Four tags
  // of 7 bits whose lowest two differ, so that none is all zeros or all ones (infinity, or a
  // complement that is one).
  ROPEKV_REF_HD uint64_t word(int64_t byte_offset) const {
    uint64_t x = (static_cast<uint64_t>(byte_offset >> 3) ^ seed) * 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93u;
    x ^= x >> 32;
    const uint64_t word =
        0x7F807F807F807F80u | (x & 0x807E807E807E807Eu) | ((~x >> 1) & 0x0001000100010001u);
    return complement ? word ^ 0x807F807F807F807Fu : word;
  }

  // `byte_offset` is even.
  ROPEKV_REF_HD uint16_t half_word(int64_t byte_offset) const {
    return static_cast<uint16_t>(word(byte_offset & ~int64_t{7}) >> (8 * (byte_offset & 7)));
  }

  // The poison of an element of 2, 4 or 8 bytes at a multiple of its size.
  ROPEKV_REF_HD uint64_t element(int64_t byte_offset, int64_t element_bytes) const {
    const uint64_t shifted = word(byte_offset & ~int64_t{7}) >> (8 * (byte_offset & 7));
    return element_bytes == 8 ? shifted : shifted & ((uint64_t{1} << (8 * element_bytes)) - 1);
  }
};

}  // namespace ropekv
