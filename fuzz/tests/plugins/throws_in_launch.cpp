// As a TORCH_CHECK does, which nobody catches on the way.
#include <stdexcept>

#include "fuzz/tests/plugins/right.h"

extern "C" ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

extern "C" ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  if (args->num_tokens > 2) throw std::invalid_argument("too many tokens");
  return right_launch(args, stream, error);
}
