/* Right, and wants each tensor to begin at 16 bytes. */
#include <stdint.h>
#include <stdlib.h>

#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  const ropekv_status status = right_describe(out);
  out->min_alignment_bytes = 16;
  return status;
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  if ((uintptr_t)args->positions % 16 != 0 || (uintptr_t)args->q_rope % 16 != 0) abort();
  return right_launch(args, stream, error);
}
