// Programmatic dependent launch. On the host lane launches follow each other, so there is nothing
// to wait for.
#pragma once

#include "kernels/host_device.h"

namespace ropekv {

// Waits until the kernel before us has finished and its writes are visible. Without the launch
// attribute it does nothing. Every thread calls it before it reads any input.
ROPEKV_HOST_DEVICE inline void wait_for_predecessor() {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
  asm volatile("griddepcontrol.wait;" ::: "memory");
#endif
}

// Lets the next kernel's blocks come onto the machine. It says nothing about our writes: the next
// kernel's own wait does, so early is safe.
ROPEKV_HOST_DEVICE inline void launch_dependents() {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
  asm volatile("griddepcontrol.launch_dependents;");
#endif
}

}  // namespace ropekv
