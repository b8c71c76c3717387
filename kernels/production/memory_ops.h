// Loads and stores of a chunk: one access of 1 to 16 bytes, to which the address is aligned.
#pragma once

#include <vector_types.h>

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "kernels/host_device.h"

namespace ropekv::production {

// The host's memcpy takes any number, and a GPU would read or write the wrong one without a word.
template <int kBytes>
inline constexpr bool kIsOneAccess =
    kBytes == 1 || kBytes == 2 || kBytes == 4 || kBytes == 8 || kBytes == 16;

template <int kBytes>
using Word = std::conditional_t<
    kBytes == 16, uint4,
    std::conditional_t<
        kBytes == 8, uint2,
        std::conditional_t<kBytes == 4, unsigned,
                           std::conditional_t<kBytes == 2, unsigned short, unsigned char>>>>;

// On a GPU the load stays where it is written, so that several can be on their way at once: left to
// itself the compiler starts a load where its value is first needed. `kStreams` tells the caches
// that the bytes will not be wanted again.
template <int kBytes, bool kStreams = false>
ROPEKV_HOST_DEVICE inline void load_chunk(void* to, const void* from) {
  static_assert(kIsOneAccess<kBytes>);
#ifdef __CUDA_ARCH__
  const auto* word = static_cast<const Word<kBytes>*>(from);
  *static_cast<Word<kBytes>*>(to) = kStreams ? __ldcs(word) : __ldca(word);
#else
  memcpy(to, from, kBytes);
#endif
}

template <int kBytes, bool kStreams = false>
ROPEKV_HOST_DEVICE inline void store_chunk(void* to, const void* from) {
  static_assert(kIsOneAccess<kBytes>);
#ifdef __CUDA_ARCH__
  const auto word = *static_cast<const Word<kBytes>*>(from);
  if constexpr (kStreams) {
    __stcs(static_cast<Word<kBytes>*>(to), word);
  } else {
    *static_cast<Word<kBytes>*>(to) = word;
  }
#else
  memcpy(to, from, kBytes);
#endif
}

}  // namespace ropekv::production
