// Notices that one case takes too long. The launch itself cannot be stopped: what happens then is
// the callback's business, and in one process it ends in std::_Exit.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "fuzz/duration.h"

namespace ropekv {

class Watchdog {
 public:
  // `on_hang` runs on the watchdog's thread while the watched one is stuck.
  Watchdog(Clock::duration timeout, std::function<void()> on_hang);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Watches until the returned value is destroyed.
  class Watch {
   public:
    explicit Watch(Watchdog* dog) : dog_(dog) {}
    ~Watch() { dog_->disarm(); }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    Watchdog* dog_;
  };
  [[nodiscard]] Watch watch();

 private:
  void disarm();
  void guard();

  const Clock::duration timeout_;
  const std::function<void()> on_hang_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Clock::time_point> deadline_;  // empty: nothing is watched
  bool idle_ = false;                          // the guard waits to be notified
  bool quit_ = false;
  std::thread thread_;
};

}  // namespace ropekv
