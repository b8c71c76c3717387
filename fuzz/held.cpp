#include "fuzz/held.h"

#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace ropekv {
namespace {

int64_t entries_of(const char* folder) {
  std::error_code ignored;
  return std::distance(std::filesystem::directory_iterator(folder, ignored), {});
}

}  // namespace

Held held_by_this_process() {
  const struct mallinfo2 info = mallinfo2();
  int64_t mapped_pages = 0;
  std::ifstream("/proc/self/statm") >> mapped_pages;
  return {static_cast<int64_t>(info.uordblks + info.hblkhd), mapped_pages * sysconf(_SC_PAGESIZE),
          entries_of("/proc/self/fd"), entries_of("/proc/self/task")};
}

HeldAfterWindows hold_after_windows(const std::function<void()>& launch,
                                    const std::function<Held()>& held) {
  for (int i = 0; i < 2 * kLaunchesOfAWindow; ++i) launch();
  HeldAfterWindows seen;
  for (Held& after : seen) {
    if (&after != seen.data()) {
      for (int i = 0; i < kLaunchesOfAWindow; ++i) launch();
    }
    after = held();
  }
  return seen;
}

std::string kept_by_each_launch(const HeldAfterWindows& held) {
  constexpr int64_t kLeastBlock = 16, kPage = 4096;
  const struct {
    int64_t Held::*what;
    int64_t least;  // of a launch
    const char* name;
  } kinds[] = {{&Held::threads, 1, "threads"},
               {&Held::files, 1, "open files"},
               {&Held::heap_bytes, kLeastBlock, "bytes of the heap"},
               {&Held::mapped_bytes, kPage, "bytes of mapped memory"}};
  for (const auto& [what, least, name] : kinds) {
    int64_t fewest = INT64_MAX;
    for (int i = 0; i < kWindows; ++i) {
      fewest = std::min(fewest, held[i + 1].*what - held[i].*what);
    }
    if (fewest >= least * kLaunchesOfAWindow) {
      return fmt::format("{} {}", fewest / kLaunchesOfAWindow, name);
    }
  }
  return {};
}

}  // namespace ropekv
