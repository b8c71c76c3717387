/* Right, and leaves a file open at each launch. */
#include <fcntl.h>

#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  (void)open("/dev/null", O_RDONLY);
  return right_launch(args, stream, error);
}
