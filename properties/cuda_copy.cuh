// Copies within a device by threads, so that many small ones are one launch.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "properties/lane_work.h"

namespace ropekv {

// A word at a time where both ends lie alike, as an image does (Trial::lay_out_image).
__device__ inline void copy_memory(const MemoryCopy& copy, int64_t first, int64_t stride) {
  constexpr int64_t kWord = sizeof(ulonglong2);
  auto* to = static_cast<unsigned char*>(copy.to);
  const auto* from = static_cast<const unsigned char*>(copy.from);
  const auto rest = static_cast<int64_t>(reinterpret_cast<uintptr_t>(to) % kWord);
  const bool alike = rest == static_cast<int64_t>(reinterpret_cast<uintptr_t>(from) % kWord);
  const int64_t head = alike ? min((kWord - rest) % kWord, copy.bytes) : copy.bytes;
  const int64_t words = (copy.bytes - head) / kWord;
  auto* words_to = reinterpret_cast<ulonglong2*>(to + head);
  const auto* words_from = reinterpret_cast<const ulonglong2*>(from + head);
  for (int64_t at = first; at < words; at += stride) words_to[at] = words_from[at];
  for (int64_t at = first; at < head; at += stride) to[at] = from[at];
  for (int64_t at = head + words * kWord + first; at < copy.bytes; at += stride) to[at] = from[at];
}

}  // namespace ropekv
