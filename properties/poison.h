// What memory holds before a kernel writes it: a 16-bit word hashed from its place, a NaN in bf16,
// f16 and (as the upper half) f32. A stray write shows as a word that is not its place's poison, a
// missing write as one that is. Complementary poisons differ in every byte.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "reference/host_device.h"

namespace ropekv {

struct Poison {
  uint64_t seed = 0;
  bool complement = false;

  bool operator==(const Poison&) const = default;
  ROPEKV_REF_HD Poison complemented() const { return {seed, !complement}; }

  // The eight bytes at byte_offset, counted from the start of the arena: a multiple of 8. Two
  // multiplications of 32 bits, so that a scan of all memory waits for the memory and not for this.
  // In each half word the sign and five bits are the hash. The lowest two bits differ, so that no
  // mantissa is all zeros or all ones (infinity, or a complement that is one).
  ROPEKV_REF_HD uint64_t word(int64_t byte_offset) const {
    const uint64_t index = static_cast<uint64_t>(byte_offset) >> 3;
    uint32_t x = static_cast<uint32_t>(index) * 0x9E3779B1u +
                 (static_cast<uint32_t>(index >> 32) * 0x85EBCA77u +
                  static_cast<uint32_t>(seed ^ (seed >> 32)));
    x = (x ^ (x >> 15)) * 0x2C1B3C6Du;
    constexpr uint32_t kTag = 0x807C807Cu;
    const uint32_t rest = complement ? 0xFFFEFFFEu : 0x7F817F81u;
    const uint32_t low = (x & kTag) ^ rest;
    const uint32_t high = (((x << 8) | (x >> 24)) & kTag) ^ rest;  // other bits of x than `low`
    return static_cast<uint64_t>(high) << 32 | low;
  }

  // `byte_offset` is even.
  ROPEKV_REF_HD uint16_t half_word(int64_t byte_offset) const {
    return static_cast<uint16_t>(word(byte_offset & ~int64_t{7}) >> (8 * (byte_offset & 7)));
  }

  // The poison of an element of 1, 2, 4 or 8 bytes at a multiple of its size.
  ROPEKV_REF_HD uint64_t element(int64_t byte_offset, int64_t element_bytes) const {
    const uint64_t shifted = word(byte_offset & ~int64_t{7}) >> (8 * (byte_offset & 7));
    return element_bytes == 8 ? shifted : shifted & ((uint64_t{1} << (8 * element_bytes)) - 1);
  }
};

// The bytes [begin, end) of the arena.
inline void put_poison(const Poison& poison, int64_t begin, int64_t end, std::byte* bytes) {
  int64_t place = begin & ~int64_t{7};
  const auto put_part = [&] {
    const uint64_t word = poison.word(place);
    const int64_t from = std::max(place, begin);
    const int64_t size = std::min(place + 8, end) - from;
    std::memcpy(bytes + (from - begin), reinterpret_cast<const char*>(&word) + (from - place),
                size);
  };
  if (place < begin) {
    put_part();
    place += 8;
  }
  for (; place + 8 <= end; place += 8) {
    const uint64_t word = poison.word(place);
    std::memcpy(bytes + (place - begin), &word, 8);
  }
  if (place < end) put_part();
}
inline std::vector<std::byte> poison_bytes(const Poison& poison, int64_t begin, int64_t end) {
  std::vector<std::byte> bytes(end - begin);
  put_poison(poison, begin, end, bytes.data());
  return bytes;
}

}  // namespace ropekv
