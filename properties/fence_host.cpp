#include "properties/fence_host.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

#include <mutex>
#include <stdexcept>

#include "properties/problem.h"

namespace ropekv {
namespace {

// One piece more than there are chunks: what lies behind the last one faults, too.
constexpr int64_t kReservedBytes =
    kFenceChunks * kFencePitchBytes + (kFencePitchBytes - kFenceChunkBytes);
constexpr int kSignals[] = {SIGSEGV, SIGBUS};

// What the handler knows: one launch at a time in each thread.
thread_local const char* reserved = nullptr;
thread_local volatile int64_t fault_offset = -1;
thread_local sigjmp_buf before_the_launch;
struct sigaction before[2];

void restore() {
  for (int i = 0; i < 2; ++i) sigaction(kSignals[i], &before[i], nullptr);
}

void on_fault(int, siginfo_t* info, void*) {
  const int64_t offset = static_cast<const char*>(info->si_addr) - reserved;
  if (!reserved || offset < 0 || offset >= kReservedBytes) {
    restore();  // the access is made again, and is theirs then
    return;
  }
  fault_offset = offset;
  siglongjmp(before_the_launch, 1);
}

// A stack of the handler's own. ASan has set one up already, and knows its bounds.
void give_handler_a_stack() {
  alignas(16) thread_local char memory[1 << 16];
  stack_t current{};
  sigaltstack(nullptr, &current);
  if ((current.ss_flags & SS_DISABLE) == 0) return;
  stack_t own{};
  own.ss_sp = memory;
  own.ss_size = sizeof memory;
  sigaltstack(&own, nullptr);
}

// Once in a process: threads come and go with launches of their own.
void listen() {
  struct sigaction action {};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  for (int i = 0; i < 2; ++i) sigaction(kSignals[i], &action, &before[i]);
}

std::once_flag listening;

}  // namespace

HostFence::HostFence() {
  void* base =
      mmap(nullptr, kReservedBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) throw std::runtime_error("the host gives no memory for a fence");
  base_ = base;
  for (int64_t i = 0; i < kFenceChunks; ++i) {
    char* chunk = static_cast<char*>(base_) + fence_chunk_begin(i);
    if (mprotect(chunk, kFenceChunkBytes, PROT_READ | PROT_WRITE) != 0) {
      munmap(base_, kReservedBytes);
      throw std::runtime_error("the host gives no memory for a fence");
    }
  }
}

HostFence::~HostFence() {
  munmap(base_, kReservedBytes);
}

std::optional<int64_t> HostFence::watch(const std::function<void()>& work) const {
  std::call_once(listening, listen);
  give_handler_a_stack();
  reserved = static_cast<const char*>(base_);
  fault_offset = -1;
  // The signals' mask is saved: a jump out of the handler must not leave them blocked.
  if (sigsetjmp(before_the_launch, 1) == 0) work();
  reserved = nullptr;
  if (fault_offset < 0) return std::nullopt;
  return fault_offset;
}

}  // namespace ropekv
