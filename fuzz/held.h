// What a process holds that only grows where somebody does not give back what he takes.
//
// A kernel may keep what it needs, a plan for each shape say, so the heap of a campaign proves
// nothing: launches of one and the same case do.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>

namespace ropekv {

struct Held {
  int64_t heap_bytes = 0, mapped_bytes = 0, files = 0, threads = 0;
};
Held held_by_this_process();

constexpr int kWindows = 8;
constexpr int kLaunchesOfAWindow = 32;  // and as many, twice, before the first
using HeldAfterWindows = std::array<Held, kWindows + 1>;

// Launches again and again, and looks in between.
HeldAfterWindows hold_after_windows(const std::function<void()>& launch,
                                    const std::function<Held()>& held = held_by_this_process);

// "1000 bytes of its heap": of a launch, where every window took as much at least; empty: nothing.
std::string kept_by_each_launch(const HeldAfterWindows& held);

}  // namespace ropekv
