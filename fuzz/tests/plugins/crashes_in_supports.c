/* Asked whether it supports two tokens and more, it dies. */
#include <stdlib.h>

#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

ropekv_status ropekv_supports(const ropekv_args* args, ropekv_error* error) {
  (void)error;
  if (args->num_tokens > 1) abort();
  return ROPEKV_OK;
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  return right_launch(args, stream, error);
}
