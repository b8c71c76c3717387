/* As a library of gcc -ffast-math changes floating point when it is loaded, for good. */
#include <fenv.h>

#include "fuzz/tests/plugins/right.h"

__attribute__((constructor)) static void round_upward(void) {
  fesetround(FE_UPWARD);
}

ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  return right_launch(args, stream, error);
}
