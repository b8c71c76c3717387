#include <stdexcept>

#include "fuzz/tests/plugins/right.h"

extern "C" ropekv_status ropekv_describe(ropekv_description*) {
  throw std::runtime_error("no licence");
}

extern "C" ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  return right_launch(args, stream, error);
}
