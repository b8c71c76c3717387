/* Claims f32, and looks at nothing: of any other dtype it dies. */
#include <stdlib.h>

#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  if (args->dtype != ROPEKV_F32) abort();
  return right_launch(args, stream, error);
}
