#include "fuzz/watchdog.h"

#include <utility>

namespace ropekv {

Watchdog::Watchdog(Clock::duration timeout, std::function<void()> on_hang)
    : timeout_(timeout), on_hang_(std::move(on_hang)), thread_([this] { guard(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

// The guard is woken only if it waits without a deadline: else it wakes at an older one, and looks
// again. Cases are short, and a wake-up for each would cost more than some of them.
Watchdog::Watch Watchdog::watch() {
  const std::lock_guard lock(mutex_);
  deadline_ = Clock::now() + timeout_;
  if (idle_) changed_.notify_one();
  return Watch(this);
}

void Watchdog::disarm() {
  const std::lock_guard lock(mutex_);
  deadline_.reset();
}

// Holds the lock while it calls on_hang: should the case end at this very moment, disarm waits,
// and nobody prints at the same time.
void Watchdog::guard() {
  std::unique_lock lock(mutex_);
  while (!quit_) {
    if (!deadline_) {
      idle_ = true;
      changed_.wait(lock);
      idle_ = false;
      continue;
    }
    const Clock::time_point deadline = *deadline_;
    changed_.wait_until(lock, deadline);
    if (!quit_ && deadline_ && *deadline_ <= Clock::now()) {
      on_hang_();
      deadline_.reset();
    }
  }
}

}  // namespace ropekv
