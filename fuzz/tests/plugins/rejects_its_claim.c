/* Claims any head_dim, and wants 64. */
#include <stdio.h>

#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  if (args->head_dim == 64) return right_launch(args, stream, error);
  snprintf(error->message, sizeof error->message, "head_dim is %d: only 64", args->head_dim);
  return ROPEKV_UNSUPPORTED;
}
