/* Right, and keeps a little of each launch. */
#include <stdlib.h>

#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  void* volatile plan = malloc(1000);
  (void)plan;
  return right_launch(args, stream, error);
}
