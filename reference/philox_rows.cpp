#include "reference/philox_rows.h"

#include "reference/widest_vectors.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace ropekv {
namespace {

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

void eight_side_by_side(Philox4 first, uint64_t key, uint32_t* words) {
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

void eight_side_by_side(Philox4 first, uint64_t key, uint32_t* words) {
  for (int i = 0; i < kPhiloxSide; ++i) {
    const Philox4 bits = philox4x32(first, key);
    for (int word = 0; word < 4; ++word) words[4 * i + word] = bits.word[word];
    ++first.word[3];
  }
}

#endif

#if defined(ROPEKV_AVX512) && defined(__AVX2__)

constexpr int64_t kWideSide = 16;

ROPEKV_AVX512 inline void multiply(__m512i factor, uint32_t by, __m512i* high, __m512i* low) {
  constexpr __mmask16 kOdd = 0xAAAA;
  const __m512i times = _mm512_set1_epi32(static_cast<int>(by));
  const __m512i even = _mm512_mul_epu32(factor, times);
  const __m512i odd = _mm512_mul_epu32(_mm512_srli_epi64(factor, 32), times);
  *high = _mm512_mask_blend_epi32(kOdd, _mm512_srli_epi64(even, 32), odd);
  *low = _mm512_mask_blend_epi32(kOdd, even, _mm512_slli_epi64(odd, 32));
}

ROPEKV_AVX512 inline __m512i all(uint32_t word) {
  return _mm512_set1_epi32(static_cast<int>(word));
}

ROPEKV_AVX512 inline __m512i xor_of(__m512i a, __m512i b, __m512i c) {
  return _mm512_ternarylogic_epi32(a, b, c, 0x96);
}

// Four words of each counter together: a transposition of 4 x 4 in each quarter, and one of the
// quarters.
ROPEKV_AVX512 inline void store_transposed(__m512i w0, __m512i w1, __m512i w2, __m512i w3,
                                           uint32_t* words) {
  const __m512i a = _mm512_unpacklo_epi32(w0, w1), b = _mm512_unpackhi_epi32(w0, w1);
  const __m512i c = _mm512_unpacklo_epi32(w2, w3), d = _mm512_unpackhi_epi32(w2, w3);
  const __m512i of0 = _mm512_unpacklo_epi64(a, c), of1 = _mm512_unpackhi_epi64(a, c);
  const __m512i of2 = _mm512_unpacklo_epi64(b, d), of3 = _mm512_unpackhi_epi64(b, d);
  constexpr int kEven = 0x88, kOdd = 0xDD;
  const __m512i even01 = _mm512_shuffle_i32x4(of0, of1, kEven);
  const __m512i even23 = _mm512_shuffle_i32x4(of2, of3, kEven);
  const __m512i odd01 = _mm512_shuffle_i32x4(of0, of1, kOdd);
  const __m512i odd23 = _mm512_shuffle_i32x4(of2, of3, kOdd);
  _mm512_storeu_si512(words, _mm512_shuffle_i32x4(even01, even23, kEven));
  _mm512_storeu_si512(words + 16, _mm512_shuffle_i32x4(odd01, odd23, kEven));
  _mm512_storeu_si512(words + 32, _mm512_shuffle_i32x4(even01, even23, kOdd));
  _mm512_storeu_si512(words + 48, _mm512_shuffle_i32x4(odd01, odd23, kOdd));
}

ROPEKV_AVX512 void sixteen_side_by_side(Philox4 first, uint64_t key, uint32_t* words) {
  __m512i w0 = all(first.word[0]), w1 = all(first.word[1]), w2 = all(first.word[2]);
  __m512i w3 = _mm512_add_epi32(
      all(first.word[3]), _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  auto key0 = static_cast<uint32_t>(key);
  auto key1 = static_cast<uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    __m512i high0, low0, high1, low1;
    multiply(w0, 0xD2511F53u, &high0, &low0);
    multiply(w2, 0xCD9E8D57u, &high1, &low1);
    w0 = xor_of(high1, w1, all(key0));
    w2 = xor_of(high0, w3, all(key1));
    w1 = low1;
    w3 = low0;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  store_transposed(w0, w1, w2, w3, words);
}

// How many it did.
int64_t draw_in_avx512(Philox4 first, uint64_t key, int64_t num_counters, uint32_t* words) {
  if (!has_avx512()) return 0;
  const int64_t num_done = num_counters / kWideSide * kWideSide;
  const uint32_t first_place = first.word[3];
  for (int64_t i = 0; i < num_done; i += kWideSide) {
    first.word[3] = first_place + static_cast<uint32_t>(i);
    sixteen_side_by_side(first, key, words + 4 * i);
  }
  return num_done;
}

#else

int64_t draw_in_avx512(Philox4, uint64_t, int64_t, uint32_t*) {
  return 0;
}

#endif

}  // namespace

void philox_row(Philox4 first, uint64_t key, int64_t num_counters, uint32_t* words) {
  const uint32_t first_place = first.word[3];
  for (int64_t i = draw_in_avx512(first, key, num_counters, words); i < num_counters;
       i += kPhiloxSide) {
    first.word[3] = first_place + static_cast<uint32_t>(i);
    eight_side_by_side(first, key, words + 4 * i);
  }
}

}  // namespace ropekv
