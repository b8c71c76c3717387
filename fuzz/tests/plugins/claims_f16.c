/* Claims f16, and takes it for f32 of half the length. */
#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  const ropekv_status status = right_describe(out);
  out->dtypes = out->cache_dtypes |= 1u << ROPEKV_F16;
  return status;
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  if (args->dtype != ROPEKV_F16) return right_launch(args, stream, error);
  if (args->q_rope && args->num_tokens > 0) *(uint16_t*)args->q_rope = 0x1234;
  return ROPEKV_OK;
}
