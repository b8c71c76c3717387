// Kernels that harm their process on purpose, so that campaigns can be seen to survive it. They
// compute what the naive kernel computes; where a launch fits the rule, they do their worst first.
//
// Not mutants: no check is there to find them, and no test of the checks runs them. They are found
// by name, and are not among all_kernels().
#pragma once

#include <span>

#include "kernels/registry.h"

namespace ropekv {

std::span<const Kernel> all_faults();

namespace faults {

enum class Fault {
  kSegv,
  kAbort,
  kExit,
  kHang,
  kOom,
  kHeapCorruption,
  kSticky,
  kEveryNth,
  kNoise,
  kTrespass,
  kStale,
  kIllegalAddress,  // from here on of the device
  kDeviceAssert,
};

// The rule: simple, so that shrinking shows it ("num_tokens=3"), and one case in about twenty.
constexpr bool strikes(const ropekv_args& args) {
  return args.num_tokens % 16 == 3;
}

// What the host code of a launch does, on either lane. Returns if the process may go on.
void strike_on_host(Fault fault, const ropekv_args& args);

// And after it: of kStale, whose harm is to the output.
void spoil_on_host(const ropekv_args& args);

template <Fault kFault>
ropekv_status launch_fault_host(const ropekv_args& args, HostLaunch how, ropekv_error* error);

// Only where ROPEKV_CUDA is on.
ropekv_status launch_fault_cuda(const ropekv_args& args, Fault fault, void* stream,
                                ropekv_error* error);

}  // namespace faults
}  // namespace ropekv
