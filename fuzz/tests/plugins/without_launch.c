/* Half a plug-in. */
#include "fuzz/tests/plugins/right.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  return right_describe(out);
}
