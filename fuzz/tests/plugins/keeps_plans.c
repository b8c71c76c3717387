/* Right, and keeps a plan for each shape that it has seen, as engines do: no leak. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/tests/plugins/right.h"

struct plan {
  struct plan* next;
  int64_t shape[3];
  char rest[1000];
};
static struct plan* plans;

ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}

ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  const int64_t shape[3] = {args->num_tokens, args->head_dim, args->num_qo_heads};
  struct plan* plan = plans;
  while (plan && memcmp(plan->shape, shape, sizeof shape) != 0) plan = plan->next;
  if (!plan && (plan = calloc(1, sizeof *plan))) {
    memcpy(plan->shape, shape, sizeof shape);
    plan->next = plans;
    plans = plan;
  }
  return right_launch(args, stream, error);
}
