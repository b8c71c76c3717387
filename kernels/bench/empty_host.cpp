#include "kernels/bench/empty.h"

namespace ropekv {

ropekv_status launch_empty_host(const ropekv_args&, HostLaunch, ropekv_error* error) {
  if (error != nullptr) *error = ropekv_error{};
  return ROPEKV_OK;
}

}  // namespace ropekv
