// Cases that run side by side in one process, and the one that must run alone.
//
// A kernel that writes where it should not may hit the memory of a case beside it. So what fails in
// company is run again while everyone else waits, and what it does then is its verdict.
#pragma once

#include <condition_variable>
#include <mutex>

namespace ropekv {

class Company {
 public:
  // Holds a place among others, or the whole room.
  class Stay {
   public:
    enum class Kind { kBesideOthers, kAlone };
    Stay(Company* company, Kind kind) : company_(*company), kind_(kind) { company_.enter(kind); }
    ~Stay() { company_.leave(kind_); }
    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;

   private:
    Company& company_;
    const Kind kind_;
  };

 private:
  void enter(Stay::Kind kind) {
    std::unique_lock lock(mutex_);
    if (kind == Stay::Kind::kBesideOthers) {
      changed_.wait(lock, [this] { return num_who_want_to_be_alone_ == 0; });
      ++num_inside_;
      return;
    }
    ++num_who_want_to_be_alone_;  // from here on nobody else comes in
    changed_.wait(lock, [this] { return num_inside_ == 0; });
    ++num_inside_;
  }
  void leave(Stay::Kind kind) {
    const std::lock_guard lock(mutex_);
    --num_inside_;
    if (kind == Stay::Kind::kAlone) --num_who_want_to_be_alone_;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int num_inside_ = 0;
  int num_who_want_to_be_alone_ = 0;
};

}  // namespace ropekv
