/* Of a contract to come. */
#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  const ropekv_status status = right_describe(out);
  out->contract_version = 2;
  return status;
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  return right_launch(args, stream, error);
}
