#include "kernels/foreign_call.h"

#include <unistd.h>

#include "kernels/printable.h"
#include "kernels/support.h"

namespace ropekv {

ropekv_status call_foreign(const char* function, const FloatMode& mode, ropekv_error* error,
                           const std::function<ropekv_status(ropekv_error*)>& call) {
  const KeepFloatMode keep;
  const pid_t process = getpid();
  ropekv_error said{};
  mode.enter();
  const ropekv_status status = call(&said);
  const FloatMode left;
  if (getpid() != process) _exit(0);  // it would answer for the other one
  make_printable(said.message, sizeof said.message);
  if (error) *error = said;
  if (left != mode) {
    return reject(error, ROPEKV_LAUNCH_FAILED,
                  "%s left floating point changed for the whole thread, which %s now and %s before",
                  function, left.text().c_str(), mode.text().c_str());
  }
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
