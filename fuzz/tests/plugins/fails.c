/* Every launch fails, with a message that has no end and looks like lines of ours. */
#include <string.h>

#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  (void)args;
  (void)stream;
  memset(error->message, 'x', sizeof error->message);
  memcpy(error->message, "no room\nstat::digest: 0\n", 24);
  return ROPEKV_LAUNCH_FAILED;
}
