#include "kernels/faults/faults.h"

#include "kernels/naive/naive.h"
#include "kernels/our_description.h"

namespace ropekv {
namespace faults {

template <Fault kFault>
ropekv_status launch_fault_host(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  strike_on_host(kFault, args);
  const ropekv_status status = launch_naive_host(args, how, error);
  if (kFault == Fault::kStale && status == ROPEKV_OK) spoil_on_host(args);
  return status;
}

namespace {

#if ROPEKV_CUDA
template <Fault kFault>
ropekv_status launch_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  return launch_fault_cuda(args, kFault, stream, error);
}
#define ROPEKV_FAULT_ON_CUDA(fault) &launch_cuda<fault>
#else
#define ROPEKV_FAULT_ON_CUDA(fault) nullptr
#endif

template <Fault kFault>
Kernel on_both(const char* name, const char* summary) {
  return {name, our_description(name, summary), &launch_fault_host<kFault>,
          ROPEKV_FAULT_ON_CUDA(kFault)};
}

template <Fault kFault>
Kernel on_host(const char* name, const char* summary) {
  Kernel kernel = on_both<kFault>(name, summary);
  kernel.launch_cuda = nullptr;
  kernel.description.memories = 1U << ROPEKV_MEMORY_HOST;
  return kernel;
}

#if ROPEKV_CUDA
template <Fault kFault>
Kernel on_cuda(const char* name, const char* summary) {
  Kernel kernel = on_both<kFault>(name, summary);
  kernel.launch_host = nullptr;
  kernel.description.memories = 1U << ROPEKV_MEMORY_CUDA;
  return kernel;
}
#endif

}  // namespace
}  // namespace faults

std::span<const Kernel> all_faults() {
  using namespace faults;
  static const Kernel kFaults[] = {
    on_both<Fault::kSegv>("fault/segv", "num_tokens % 16 == 3: writes to address 8"),
    on_both<Fault::kAbort>("fault/abort", "num_tokens % 16 == 3: aborts"),
    on_both<Fault::kExit>("fault/exit",
                          "num_tokens % 16 == 3: ends the process, exit status 0 or 3"),
    on_both<Fault::kHang>("fault/hang", "num_tokens % 16 == 3: never ends"),
    on_both<Fault::kOom>("fault/oom", "num_tokens % 16 == 3: takes all memory there is"),
    on_both<Fault::kHeapCorruption>("fault/heap_corruption",
                                    "num_tokens % 16 == 3: overruns a block of the heap"),
    on_both<Fault::kSticky>("fault/sticky",
                            "after num_tokens % 16 == 3 the next launch of another size aborts"),
    on_both<Fault::kEveryNth>("fault/every_nth", "every 40th launch of a process aborts"),
    on_both<Fault::kNoise>("fault/noise",
                           "num_tokens % 16 == 3: writes to a socket that is not its own"),
    on_host<Fault::kTrespass>("fault/trespass",
                              "num_tokens % 16 == 3: writes to what another thread's launch wrote"),
    on_host<Fault::kStale>("fault/stale",
                           "after num_tokens % 16 == 3 the next launch of another size is wrong"),
#if ROPEKV_CUDA
    on_cuda<Fault::kIllegalAddress>("fault/illegal_address",
                                    "num_tokens % 16 == 3: a thread writes where nothing is"),
    on_cuda<Fault::kDeviceAssert>("fault/device_assert",
                                  "num_tokens % 16 == 3: an assertion of the device fails"),
#endif
  };
  return kFaults;
}

}  // namespace ropekv
