// Right, and leaves another device the current one.
#include <cuda_runtime.h>

#include "fuzz/tests/plugins/right_cuda.h"

extern "C" ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

extern "C" ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  const ropekv_status status = right_launch(args, stream, error);
  int device = 0;
  cudaGetDevice(&device);
  cudaSetDevice(device == 0 ? 1 : 0);
  return status;
}
