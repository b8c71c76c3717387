#include "kernels/claim.h"

#include "kernels/foreign_call.h"
#include "kernels/support.h"

namespace ropekv {

ropekv_status check_claim(const Kernel& kernel, const ropekv_args& args, ropekv_error* error) {
  if (ropekv_status s = check_support(kernel.description, args, error)) return s;
  if (!kernel.supports) return ROPEKV_OK;
  return call_foreign("ropekv_supports", FloatMode(), error,
                      [&](ropekv_error* said) { return kernel.supports(&args, said); });
}

}  // namespace ropekv
