// philox4x32 for eight counters that differ in their last word, side by side: with AVX2 in vectors,
// else one after the other. tests/row_codes_test.cpp holds it against philox.h.
#pragma once

#include <cstdint>

#include "reference/philox.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace ropekv {

inline constexpr int kPhiloxSide = 8;

#if defined(__AVX2__)

struct PhiloxProduct {
  __m256i high, low;

  PhiloxProduct(__m256i factor, uint32_t by) {
    const __m256i times = _mm256_set1_epi32(static_cast<int>(by));
    const __m256i even = _mm256_mul_epu32(factor, times);
    const __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(factor, 32), times);
    high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
    low = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
  }
};

// words[4 * i ...] are those of {first.word[0], [1], [2], first.word[3] + i}.
inline void philox_side_by_side(Philox4 first, uint64_t key, uint32_t* words) {
  const auto all = [](uint32_t word) { return _mm256_set1_epi32(static_cast<int>(word)); };
  __m256i w0 = all(first.word[0]), w1 = all(first.word[1]), w2 = all(first.word[2]);
  __m256i w3 = _mm256_add_epi32(all(first.word[3]), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  auto key0 = static_cast<uint32_t>(key);
  auto key1 = static_cast<uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const PhiloxProduct product0(w0, 0xD2511F53u), product1(w2, 0xCD9E8D57u);
    w0 = _mm256_xor_si256(_mm256_xor_si256(product1.high, w1), all(key0));
    w2 = _mm256_xor_si256(_mm256_xor_si256(product0.high, w3), all(key1));
    w1 = product1.low;
    w3 = product0.low;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  // Four words of each counter together: a transposition of 4 x 4, in both halves.
  const __m256i a = _mm256_unpacklo_epi32(w0, w1), b = _mm256_unpackhi_epi32(w0, w1);
  const __m256i c = _mm256_unpacklo_epi32(w2, w3), d = _mm256_unpackhi_epi32(w2, w3);
  const __m256i of04 = _mm256_unpacklo_epi64(a, c), of15 = _mm256_unpackhi_epi64(a, c);
  const __m256i of26 = _mm256_unpacklo_epi64(b, d), of37 = _mm256_unpackhi_epi64(b, d);
  auto* out = reinterpret_cast<__m256i*>(words);
  _mm256_storeu_si256(out, _mm256_permute2x128_si256(of04, of15, 0x20));
  _mm256_storeu_si256(out + 1, _mm256_permute2x128_si256(of26, of37, 0x20));
  _mm256_storeu_si256(out + 2, _mm256_permute2x128_si256(of04, of15, 0x31));
  _mm256_storeu_si256(out + 3, _mm256_permute2x128_si256(of26, of37, 0x31));
}

#else

inline void philox_side_by_side(Philox4 first, uint64_t key, uint32_t* words) {
  for (int i = 0; i < kPhiloxSide; ++i) {
    const Philox4 bits = philox4x32(first, key);
    for (int word = 0; word < 4; ++word) words[4 * i + word] = bits.word[word];
    ++first.word[3];
  }
}

#endif

}  // namespace ropekv
