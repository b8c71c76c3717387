#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  volatile int* volatile nowhere = (int*)8;
  *nowhere = 1;
  return right_describe(out);
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  return right_launch(args, stream, error);
}
