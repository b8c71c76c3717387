/* Right, and talkative: what it prints looks like a result of ours. */
#include <stdio.h>

#include "fuzz/tests/plugins/right.h"

static void talk(void) {
  printf("stat::digest: 0 from a plug-in\n");
  fflush(stdout);
}

__attribute__((constructor)) static void at_load(void) {
  talk();
}

ropekv_status ropekv_describe(ropekv_description* out) {
  talk();
  return right_describe(out);
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  talk();
  return right_launch(args, stream, error);
}
