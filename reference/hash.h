// Hashes that are part of the output (checksums, digests): fixed for ever, pinned by tests.
#pragma once

#include <cstdint>
#include <string_view>

#include "reference/host_device.h"

namespace ropekv {

// The finaliser of splitmix64: a bijection on 64 bits in which every bit of the input counts.
ROPEKV_REF_HD constexpr uint64_t mix64(uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

// FNV-1a, 64 bits.
constexpr uint64_t fnv1a64(std::string_view text, uint64_t basis = 0xCBF29CE484222325u) {
  for (const char c : text) basis = (basis ^ static_cast<uint8_t>(c)) * 0x100000001B3u;
  return basis;
}

// A sum modulo 2^128: order, shards and interruptions do not matter.
struct Sum128 {
  uint64_t low = 0;
  uint64_t high = 0;

  constexpr Sum128& operator+=(const Sum128& other) {
    low += other.low;
    high += other.high + (low < other.low ? 1 : 0);
    return *this;
  }
  bool operator==(const Sum128&) const = default;
};

constexpr Sum128 hash128(std::string_view text) {
  const uint64_t low = fnv1a64(text);
  const uint64_t high = fnv1a64(text, 0x6C62272E07BB0142u);
  return {mix64(low ^ mix64(text.size())), mix64(high ^ mix64(low))};
}

}  // namespace ropekv
