// Compiled as C++17, as engines would: the logger needs nothing newer, and nothing of ropekv.
#include "fuzz/capture/ropekv_capture.h"
#include "fuzz/capture/ropekv_capture.h"  // once more: it has a guard

static_assert(__cplusplus < 202002L, "this file is there to be compiled as C++17");

bool append_nothing(const char* path) {
  ropekv_capture::Log log(path);
  return log.is_open() && log.append(ropekv_capture::Launch{});
}
