/* Right, and leaves all that its thread computes from then on rounded upward. */
#include <fenv.h>

#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  const ropekv_status status = right_launch(args, stream, error);
  fesetround(FE_UPWARD);
  return status;
}
