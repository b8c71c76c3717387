#include "kernels/foreign_call.h"

#include "kernels/printable.h"
#include "kernels/support.h"

namespace ropekv {

ropekv_status call_foreign(const char* function, ropekv_error* error,
                           const std::function<ropekv_status(ropekv_error*)>& call) {
  ropekv_error said{};
  const ropekv_status status = call(&said);
  make_printable(said.message, sizeof said.message);
  if (error) *error = said;
  switch (status) {
    case ROPEKV_OK:
    case ROPEKV_UNSUPPORTED:
    case ROPEKV_INVALID_ARGUMENT:
    case ROPEKV_LAUNCH_FAILED:
      return status;
    default:
      return reject(error, ROPEKV_LAUNCH_FAILED, "%s returned %d, which is no status", function,
                    status);
  }
}

}  // namespace ropekv
