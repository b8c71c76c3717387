// Each fault as it happens in real libraries, and never so that it harms another process.
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>
#include <new>
#include <string>
#include <thread>

#include "kernels/faults/faults.h"

namespace ropekv::faults {
namespace {

void write_to_nowhere() {
  volatile int* volatile nowhere = reinterpret_cast<int*>(8);
  *nowhere = 1;
}

// All that this process may have; the limit is set first, so that no other process goes hungry.
void take_all_memory() {
  constexpr size_t kChunk = 16 << 20;
  constexpr size_t kMost = 256 << 20;
  size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  const rlimit limit = {pages * static_cast<size_t>(sysconf(_SC_PAGESIZE)) + kMost, RLIM_INFINITY};
  setrlimit(RLIMIT_AS, &limit);
  for (size_t taken = 0; taken < 4 * kMost; taken += kChunk) {
    void* volatile chunk = std::malloc(kChunk);
    if (!chunk) break;
  }
  throw std::bad_alloc();
}

// A workspace that is overrun, and freed when the next launch wants a larger one.
void* volatile overrun_workspace = nullptr;

void overrun_the_heap() {
  constexpr size_t kBytes = 2000;  // too large for the caches that check nothing
  auto* volatile first = static_cast<char*>(std::malloc(kBytes));
  auto* volatile second = static_cast<char*>(std::malloc(kBytes));
  overrun_workspace = second;
  if (first && second) std::memset(second - 16, 0x5A, 16);  // the size of the block behind
}

// What a library does that keeps the number of a descriptor longer than the descriptor.
void write_to_every_socket() {
  const std::string noise(64, '\xFF');
  for (int fd = 3; fd < 64; ++fd) send(fd, noise.data(), noise.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

int64_t sticky_size = -1;

void abort_after_the_rule(const ropekv_args& args) {
  if (sticky_size >= 0 && args.num_tokens != sticky_size) std::abort();
  if (strikes(args)) sticky_size = args.num_tokens;
}

// Rows of q_rope lie there for as long as their case is judged, and nobody else may write to them.
// Under a lock: a rude kernel, but no undefined one.
void write_to_another_thread(const ropekv_args& args) {
  static std::mutex mutex;
  static void* last_output = nullptr;
  static std::thread::id whose;
  const std::lock_guard lock(mutex);
  if (!args.q_rope) return;
  if (strikes(args) && last_output && whose != std::this_thread::get_id()) {
    std::memset(last_output, 0x5A, 2);
  }
  last_output = args.q_rope;
  whose = std::this_thread::get_id();
}

}  // namespace

// What a library does that keeps a plan for the size it saw last.
void spoil_on_host(const ropekv_args& args) {
  static int64_t stale_size = -1;
  if (stale_size >= 0 && args.num_tokens > 0 && args.num_tokens != stale_size && args.q_rope) {
    std::memset(args.q_rope, 0x5A, 2);
    stale_size = -1;
  }
  if (strikes(args)) stale_size = args.num_tokens;
}

void strike_on_host(Fault fault, const ropekv_args& args) {
  if (fault == Fault::kTrespass) return write_to_another_thread(args);
  if (fault == Fault::kSticky) return abort_after_the_rule(args);
  if (fault == Fault::kEveryNth) {
    static int num_launches = 0;
    if (++num_launches % 40 == 0) std::abort();
    return;
  }
  if (fault == Fault::kHeapCorruption && overrun_workspace) std::free(overrun_workspace);
  if (!strikes(args)) return;
  switch (fault) {
    case Fault::kSegv:
      return write_to_nowhere();
    case Fault::kAbort:
      std::abort();
    case Fault::kExit:
      _exit(args.num_tokens % 32 == 3 ? 0 : 3);  // one says that all is well, one is the harness's
    case Fault::kHang:
      for (;;) pause();
    case Fault::kOom:
      return take_all_memory();
    case Fault::kHeapCorruption:
      return overrun_the_heap();
    case Fault::kNoise:
      return write_to_every_socket();
    case Fault::kSticky:
    case Fault::kEveryNth:
    case Fault::kTrespass:
    case Fault::kStale:
    case Fault::kIllegalAddress:
    case Fault::kDeviceAssert:
      break;
  }
}

}  // namespace ropekv::faults
