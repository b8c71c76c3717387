/* A constructor that looks for something that is not there. */
#include <stdlib.h>

#include "fuzz/tests/plugins/right.h"

__attribute__((constructor)) static void look(void) {
  abort();
}

ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  return right_launch(args, stream, error);
}
