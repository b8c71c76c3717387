/* Right, and named like a kernel of the registry: it is not compared with that one's partner. */
#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  const ropekv_status status = right_describe(out);
  out->name = "production";
  out->fixed_order = 1;
  return status;
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  return right_launch(args, stream, error);
}
