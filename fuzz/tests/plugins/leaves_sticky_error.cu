// Right, and then a kernel of its own writes where nothing is: every later call of the process
// fails.
#include <cuda_runtime.h>

#include "fuzz/tests/plugins/right_cuda.h"

namespace {

__global__ void write_to_nowhere() {
  *reinterpret_cast<volatile int*>(16) = 1;
}

}  // namespace

extern "C" ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

extern "C" ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  const ropekv_status status = right_launch(args, stream, error);
  if (args->num_tokens > 2) write_to_nowhere<<<1, 1, 0, static_cast<cudaStream_t>(stream)>>>();
  return status;
}
