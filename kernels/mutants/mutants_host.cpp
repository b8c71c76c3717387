#include "kernels/mutants/mutable_launch.h"
#include "kernels/mutants/mutants.h"
#include "kernels/thread_order.h"

namespace ropekv::mutants {

ropekv_status launch_mutable_host(const ropekv_args& args, Fault fault, HostLaunch how,
                                  ropekv_error* error) {
  return check_and_run(args, error, [&]<class Element>(Element, Grid grid) -> ropekv_status {
    for_each_thread(grid.num_blocks, grid.threads_per_block, how, [&](int64_t block, int64_t t) {
      mutable_thread<Element>(args, fault, block * 256 + t);
    });
    return ROPEKV_OK;
  });
}

}  // namespace ropekv::mutants
