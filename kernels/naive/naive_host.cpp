#include "kernels/naive/naive.h"
#include "kernels/naive/naive_steps.h"
#include "kernels/support.h"
#include "kernels/thread_order.h"

namespace ropekv {
namespace {

using namespace naive;

struct HostRunner {
  const ropekv_args& args;
  HostLaunch how;

  template <class T>
  ropekv_status rope(const Rows<T>& rows, Grid grid) const {
    for_each_thread(grid.num_blocks, grid.threads_per_block, how,
                    [&](int64_t block, int64_t t) { rope_thread(args, rows, block * 256 + t); });
    return ROPEKV_OK;
  }
  template <class T>
  ropekv_status scatter(const Scatter<T>& what, Grid grid) const {
    for_each_thread(grid.num_blocks, grid.threads_per_block, how,
                    [&](int64_t block, int64_t t) { scatter_thread(args, what, block * 256 + t); });
    return ROPEKV_OK;
  }
};

}  // namespace

ropekv_status launch_naive_host(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  if (ropekv_status s = check_support(kNaiveDescription, args, error)) return s;
  if (args.num_tokens == 0) return ROPEKV_OK;
  return run_for_dtype(args, HostRunner{args, how}, error);
}

}  // namespace ropekv
