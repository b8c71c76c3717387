#include "fuzz/announced_kernel.h"

#include <unistd.h>

#include <exception>

#include "fuzz/exit_code.h"

namespace ropekv {
namespace {

// The contract is plain C: an exception that leaves a launch is a crash, and its memory that ran
// out is not the harness's.
template <class Launch>
ropekv_status end_if_it_throws(WorkerPage* page, const Launch& launch) {
  try {
    return launch();
  } catch (const std::exception& error) {
    page->leave_word(error.what());
  } catch (...) {
    page->leave_word("exception");
  }
  _exit(static_cast<int>(ExitCode::kFindings));
}

}  // namespace

Kernel announced_kernel(const Kernel& kernel, WorkerPage* page) {
  Kernel copy = kernel;
  if (kernel.launch_host) {
    copy.launch_host = [&kernel, page](const ropekv_args& args, HostLaunch how,
                                       ropekv_error* error) {
      page->enter(Phase::kLaunching);
      const ropekv_status status =
          end_if_it_throws(page, [&] { return kernel.launch_host(args, how, error); });
      page->enter(Phase::kChecking);
      return status;
    };
  }
  if (kernel.launch_cuda) {
    // On the GPU the launch has only begun when this returns; its end is the next synchronisation,
    // which nobody announces. So the phase stays until the next case.
    copy.launch_cuda = [&kernel, page](const ropekv_args& args, void* stream, ropekv_error* error) {
      page->enter(Phase::kLaunching);
      return end_if_it_throws(page, [&] { return kernel.launch_cuda(args, stream, error); });
    };
  }
  return copy;
}

}  // namespace ropekv
