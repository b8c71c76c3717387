#include "kernels/support.h"

#include <cstdarg>
#include <cstdio>

#include "kernels/contract_rules.h"
#include "kernels/tensor_view.h"

namespace ropekv {
namespace {

ropekv_status check_enum_support(const ropekv_description& d, const ropekv_args& a,
                                 ropekv_error* e) {
  const bool has_cache = a.k_buffer != nullptr || a.v_buffer != nullptr;
  const struct {
    const char* name;
    int32_t value;
    uint32_t supported;  // bit 1u << value
  } enums[] = {
      {"style", a.style, d.styles},
      {"dtype", a.dtype, d.dtypes},
      {"table_dtype", a.table_dtype, d.table_dtypes},
      {"cache_dtype", a.cache_dtype, has_cache ? d.cache_dtypes : ~0U},
      {"position_dtype", a.position_dtype, d.position_dtypes},
      {"slot_dtype", a.slot_dtype, d.slot_dtypes},
  };
  for (const auto& [name, value, supported] : enums) {
    if ((supported >> value & 1U) == 0) {
      return reject(e, ROPEKV_UNSUPPORTED, "%s is %d: %s does not support it", name, value, d.name);
    }
  }
  if (has_cache && !is_fp8(a.cache_dtype) && a.cache_dtype != a.dtype) {
    return reject(e, ROPEKV_UNSUPPORTED,
                  "cache_dtype is %d: a cache holds the dtype of its input, %d, or fp8",
                  a.cache_dtype, a.dtype);
  }
  return ROPEKV_OK;
}

ropekv_status check_limits(const ropekv_description& d, const ropekv_args& a, ropekv_error* e) {
  const int32_t max_dim = d.max_head_dim;
  if (max_dim > 0 && a.head_dim > max_dim) {
    return reject(e, ROPEKV_UNSUPPORTED, "head_dim is %d: %s supports at most %d", a.head_dim,
                  d.name, max_dim);
  }
  if (max_dim > 0 && a.v_head_dim > max_dim) {
    return reject(e, ROPEKV_UNSUPPORTED, "v_head_dim is %d: %s supports at most %d", a.v_head_dim,
                  d.name, max_dim);
  }
  if (d.max_page_size > 0 && a.page_size > d.max_page_size) {
    return reject(e, ROPEKV_UNSUPPORTED, "page_size is %d: %s supports at most %d", a.page_size,
                  d.name, d.max_page_size);
  }
  return ROPEKV_OK;
}

ropekv_status check_addresses(const ropekv_description& d, const ropekv_args& a, ropekv_error* e) {
  const auto tensors = tensors_of(a);
  const auto unit = static_cast<uintptr_t>(d.min_alignment_bytes > 1 ? d.min_alignment_bytes : 1);
  const auto aligned = [&](const char* name, const void* base) -> ropekv_status {
    if (reinterpret_cast<uintptr_t>(base) % unit == 0) return ROPEKV_OK;
    return reject(e, ROPEKV_UNSUPPORTED, "%s is %p: %s needs an alignment of %d bytes", name, base,
                  d.name, d.min_alignment_bytes);
  };
  for (const TensorView& tensor : tensors) {
    if (ropekv_status s = aligned(tensor.name, tensor.base)) return s;
  }
  if (ropekv_status s = aligned("positions", a.positions)) return s;
  if (ropekv_status s = aligned("slot_mapping", a.slot_mapping)) return s;
  if (ropekv_status s = aligned("cos_sin_cache", a.cos_sin_cache)) return s;

  for (size_t in : {size_t{0}, size_t{2}}) {  // q and k, each followed by its output
    if (tensors[in].base == nullptr) continue;
    const bool in_place = exactly_aliased(tensors[in], tensors[in + 1]);
    if (in_place ? d.in_place == 0 : d.out_of_place == 0) {
      return reject(e, ROPEKV_UNSUPPORTED, "%s is %p and %s is %p: %s does not run %s",
                    tensors[in].name, tensors[in].base, tensors[in + 1].name, tensors[in + 1].base,
                    d.name, in_place ? "in place" : "out of place");
    }
  }
  return ROPEKV_OK;
}

}  // namespace

ropekv_status reject(ropekv_error* error, ropekv_status status, const char* format, ...) {
  if (error != nullptr) {
    va_list values;
    va_start(values, format);
    std::vsnprintf(error->message, sizeof(error->message), format, values);
    va_end(values);
  }
  return status;
}

ropekv_status check_support(const ropekv_description& description, const ropekv_args& args,
                            ropekv_error* error) {
  if (error != nullptr) *error = ropekv_error{};
  if (ropekv_status s = check_contract(args, error)) return s;
  if (ropekv_status s = check_enum_support(description, args, error)) return s;
  if (ropekv_status s = check_limits(description, args, error)) return s;
  if (args.num_tokens == 0) return ROPEKV_OK;
  return check_addresses(description, args, error);
}

}  // namespace ropekv
