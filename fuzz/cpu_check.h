// Whether this CPU has what the binary was compiled for: better a sentence than an illegal
// instruction in the middle of a case.
#pragma once

#include <string_view>

namespace ropekv {

// The first extension that is missing, empty if none is.
inline std::string_view missing_cpu_extension() {
#if defined(__x86_64__)
  __builtin_cpu_init();
#if defined(__AVX2__)
  if (!__builtin_cpu_supports("avx2")) return "AVX2";
#endif
#if defined(__FMA__)
  if (!__builtin_cpu_supports("fma")) return "FMA";
#endif
#if defined(__BMI2__)
  if (!__builtin_cpu_supports("bmi2")) return "BMI2";
#endif
#endif
  return {};
}

}  // namespace ropekv
