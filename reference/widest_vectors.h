// The widest vectors of the machine that runs, which may be wider than those of the one that built:
// a bundle goes to many. What is computed is the same to the last bit.
#pragma once

namespace ropekv {

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)

#define ROPEKV_AVX512 __attribute__((target("arch=x86-64-v4,prefer-vector-width=512")))

inline bool has_avx512() {
  static const bool has = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                          __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  return has;
}

// `body` becomes part of this function and is compiled for its target.
template <class Body>
ROPEKV_AVX512 __attribute__((noinline)) void run_in_avx512(const Body& body) {
  body();
}

// Calls body() once. It must be a lambda that is ROPEKV_INLINE, and what it calls inline.
template <class Body>
void in_widest_vectors(const Body& body) {
  if (has_avx512()) return run_in_avx512(body);
  body();
}

#define ROPEKV_INLINE __attribute__((always_inline))

#else

template <class Body>
void in_widest_vectors(const Body& body) {
  body();
}

#define ROPEKV_INLINE

#endif

}  // namespace ropekv
