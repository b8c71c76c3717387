/* Says that all is well, and leaves. */
#include <stdlib.h>

#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  (void)out;
  exit(0);
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  return right_launch(args, stream, error);
}
