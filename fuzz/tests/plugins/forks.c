/* Right, and each launch comes back in two processes. */
#include <unistd.h>

#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  if (fork() < 0) return ROPEKV_LAUNCH_FAILED;
  return right_launch(args, stream, error);
}
