// The fence of the host lane (problem.h): chunks of memory between pages that fault when touched,
// and a launch that survives the fault.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

namespace ropekv {

class HostFence {
 public:
  HostFence();  // throws std::runtime_error
  ~HostFence();
  HostFence(const HostFence&) = delete;
  HostFence& operator=(const HostFence&) = delete;

  void* base() const { return base_; }

  // Runs `work` to its end, or to the first byte that it touches between the chunks: then that
  // byte's offset. Faults anywhere else go to whoever listened before. Objects that `work` made on
  // its way are not destroyed after a fault.
  std::optional<int64_t> watch(const std::function<void()>& work) const;

 private:
  void* base_ = nullptr;
};

}  // namespace ropekv
