// How a thread computes with floating point: its rounding, what becomes of subnormals, what traps.
// Whoever changes it changes it for all that the thread computes from then on. A library of
// gcc -ffast-math does when it is loaded, and the reference, of all things, would flush subnormals.
#pragma once

#include <fenv.h>

#include <string>

namespace ropekv {

class FloatMode {
 public:
  FloatMode();  // of this thread, now
  void enter() const;

  bool operator==(const FloatMode& other) const {
    return rounding_ == other.rounding_ && traps_ == other.traps_ && flushes_ == other.flushes_;
  }
  std::string text() const;  // "rounds to nearest, flushes subnormals"

 private:
  femode_t mode_;
  int rounding_;
  bool traps_, flushes_;
};

// What runs meanwhile may do as it likes.
class KeepFloatMode {
 public:
  KeepFloatMode() = default;
  ~KeepFloatMode() { ours_.enter(); }
  KeepFloatMode(const KeepFloatMode&) = delete;
  KeepFloatMode& operator=(const KeepFloatMode&) = delete;

 private:
  const FloatMode ours_;
};

}  // namespace ropekv
