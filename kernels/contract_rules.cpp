#include "kernels/contract_rules.h"

#include <cmath>
#include <utility>

#include "kernels/support.h"
#include "kernels/tensor_view.h"

namespace ropekv {
namespace {

using ll = long long;  // what %lld wants, on every platform

constexpr ropekv_status kInvalid = ROPEKV_INVALID_ARGUMENT;

ropekv_status check_version(const ropekv_args& a, ropekv_error* e) {
  if (a.struct_bytes < sizeof(ropekv_args)) {
    return reject(e, kInvalid, "struct_bytes is %u: version 1 has %zu", a.struct_bytes,
                  sizeof(ropekv_args));
  }
  if (a.contract_version != ROPEKV_CONTRACT_VERSION) {
    return reject(e, kInvalid, "contract_version is %u: this is version %d", a.contract_version,
                  ROPEKV_CONTRACT_VERSION);
  }
  return ROPEKV_OK;
}

ropekv_status check_counts(const ropekv_args& a, ropekv_error* e) {
  const std::pair<const char*, int64_t> counts[] = {
      {"num_tokens", a.num_tokens},     {"num_slots_given", a.num_slots_given},
      {"num_slots", a.num_slots},       {"max_position", a.max_position},
      {"num_qo_heads", a.num_qo_heads}, {"num_kv_heads", a.num_kv_heads},
      {"v_head_dim", a.v_head_dim},
  };
  for (const auto& [name, value] : counts) {
    if (value < 0)
      return reject(e, kInvalid, "%s is %lld: it must not be negative", name, ll{value});
  }
  if (a.num_slots_given > a.num_tokens) {
    return reject(e, kInvalid, "num_slots_given is %lld: it must not exceed num_tokens %lld",
                  ll{a.num_slots_given}, ll{a.num_tokens});
  }
  if (a.head_dim < 1)
    return reject(e, kInvalid, "head_dim is %d: it must be at least 1", a.head_dim);
  if (a.page_size < 1)
    return reject(e, kInvalid, "page_size is %d: it must be at least 1", a.page_size);
  if (a.rotary_dim % 2 != 0)
    return reject(e, kInvalid, "rotary_dim is %d: it must be even", a.rotary_dim);
  if (a.rotary_dim < 2 || a.rotary_dim > a.head_dim) {
    return reject(e, kInvalid, "rotary_dim is %d: it must lie between 2 and head_dim %d",
                  a.rotary_dim, a.head_dim);
  }
  if (a.reserved_slot < -1 || a.reserved_slot >= a.num_slots) {
    return reject(e, kInvalid,
                  "reserved_slot is %lld: it must be -1 for none, or a slot below num_slots %lld",
                  ll{a.reserved_slot}, ll{a.num_slots});
  }
  return ROPEKV_OK;
}

ropekv_status check_enums(const ropekv_args& a, ropekv_error* e) {
  const struct {
    const char* name;
    int32_t value, last;
  } enums[] = {
      {"style", a.style, ROPEKV_STYLE_INTERLEAVED},
      {"dtype", a.dtype, ROPEKV_BF16},  // fp8 exists in caches only
      {"table_dtype", a.table_dtype, ROPEKV_BF16},
      {"cache_dtype", a.cache_dtype, ROPEKV_FP8_E5M2},
      {"position_dtype", a.position_dtype, ROPEKV_INT64},
      {"slot_dtype", a.slot_dtype, ROPEKV_INT64},
  };
  for (const auto& [name, value, last] : enums) {
    if (value < 0 || value > last) {
      return reject(e, kInvalid, "%s is %d: it must lie between 0 and %d", name, value, last);
    }
  }
  return ROPEKV_OK;
}

// Which pointers must be there, and which must not. For num_tokens > 0.
ropekv_status check_presence(const ropekv_args& a, ropekv_error* e) {
  const auto null_or_not = [](const void* p) { return p == nullptr ? "null" : "not null"; };
  if ((a.q == nullptr) != (a.num_qo_heads == 0)) {
    return reject(e, kInvalid, "num_qo_heads is %d and q is %s: it is 0 exactly where q is absent",
                  a.num_qo_heads, null_or_not(a.q));
  }
  if (a.num_kv_heads == 0 && (a.k != nullptr || a.v != nullptr)) {
    return reject(e, kInvalid, "num_kv_heads is 0 but %s is not null", a.k != nullptr ? "k" : "v");
  }
  if ((a.q == nullptr) != (a.q_rope == nullptr)) {
    return reject(e, kInvalid, "q_rope is %s but q is %s", null_or_not(a.q_rope), null_or_not(a.q));
  }
  if ((a.k == nullptr) != (a.k_rope == nullptr)) {
    return reject(e, kInvalid, "k_rope is %s but k is %s", null_or_not(a.k_rope), null_or_not(a.k));
  }
  if (a.k_buffer != nullptr && a.k == nullptr)
    return reject(e, kInvalid, "k is null but k_buffer is not");
  if (a.v_buffer != nullptr && a.v == nullptr)
    return reject(e, kInvalid, "v is null but v_buffer is not");
  if (a.v != nullptr && a.v_head_dim == 0)
    return reject(e, kInvalid, "v_head_dim is 0 but v is not null");
  if ((a.k_buffer != nullptr || a.v_buffer != nullptr) && a.num_slots == 0) {
    return reject(e, kInvalid, "num_slots is 0 but there is a cache");
  }
  if (a.positions == nullptr) {
    return reject(e, kInvalid, "positions is null but num_tokens is %lld", ll{a.num_tokens});
  }
  if (a.slot_mapping == nullptr && a.num_slots_given > 0) {
    return reject(e, kInvalid, "slot_mapping is null but num_slots_given is %lld",
                  ll{a.num_slots_given});
  }
  if (a.cos_sin_cache == nullptr && (a.q != nullptr || a.k != nullptr)) {
    return reject(e, kInvalid, "cos_sin_cache is null but there are rows to rotate");
  }
  return ROPEKV_OK;
}

ropekv_status check_address(const char* name, const void* base, int64_t unit, int128 bytes,
                            ropekv_error* e) {
  if (base == nullptr) return ROPEKV_OK;
  if (reinterpret_cast<uintptr_t>(base) % static_cast<uintptr_t>(unit) != 0) {
    return reject(e, kInvalid, "%s is %p: it must be aligned to its element of %lld bytes", name,
                  base, ll{unit});
  }
  if (bytes > std::numeric_limits<int64_t>::max() -
                  static_cast<int128>(reinterpret_cast<uintptr_t>(base))) {
    return reject(e, kInvalid, "%s is %p: its shape and strides do not fit into the address space",
                  name, base);
  }
  return ROPEKV_OK;
}

// Rows must not share elements: two threads would write one place, or an in-place rotation would
// rotate a row twice. Sound, not complete: strides must nest, in whichever order.
ropekv_status check_strides(const TensorView& t, ropekv_error* e) {
  std::array<Dim, 3> dims = t.dims;
  for (const Dim& dim : dims) {
    if (dim.size > 1 && dim.stride < 0) {
      return reject(e, kInvalid, "%s_stride.%s is %lld: it must not be negative", t.name, dim.name,
                    ll{dim.stride});
    }
  }
  for (size_t i = 1; i < dims.size(); ++i) {  // insertion sort, innermost first
    for (size_t j = i; j > 0 && dims[j].stride < dims[j - 1].stride; --j) {
      std::swap(dims[j], dims[j - 1]);
    }
  }
  int128 inner = t.row_size;
  for (const Dim& dim : dims) {
    if (dim.size <= 1) continue;
    if (dim.stride < inner) {
      return reject(e, kInvalid,
                    "%s_stride.%s is %lld: rows of %s would overlap, it must be at least %lld",
                    t.name, dim.name, ll{dim.stride}, t.name, static_cast<ll>(inner));
    }
    inner += static_cast<int128>(dim.size - 1) * dim.stride;
    if (inner > std::numeric_limits<int64_t>::max()) break;  // check_address says so
  }
  return ROPEKV_OK;
}

// Exactly in place, or apart. Slices of one fused row interleave legally, but an output never
// interleaves with its own input.
ropekv_status check_aliasing(const TensorView& in, const TensorView& out, ropekv_error* e) {
  if (in.base == nullptr || exactly_aliased(in, out)) return ROPEKV_OK;
  const auto in_begin = static_cast<int128>(reinterpret_cast<uintptr_t>(in.base));
  const auto out_begin = static_cast<int128>(reinterpret_cast<uintptr_t>(out.base));
  if (in_begin < out_begin + extent_bytes(out) && out_begin < in_begin + extent_bytes(in)) {
    return reject(e, kInvalid, "%s is %p: it overlaps %s at %p without being exactly the same",
                  out.name, out.base, in.name, in.base);
  }
  return ROPEKV_OK;
}

ropekv_status check_tensors(const ropekv_args& a, ropekv_error* e) {
  const auto tensors = tensors_of(a);
  for (const TensorView& tensor : tensors) {
    if (tensor.base == nullptr) continue;
    if (ropekv_status s = check_strides(tensor, e)) return s;
    if (ropekv_status s = check_address(tensor.name, tensor.base, tensor.element_bytes,
                                        extent_bytes(tensor), e)) {
      return s;
    }
  }
  if (ropekv_status s = check_aliasing(tensors[0], tensors[1], e)) return s;
  if (ropekv_status s = check_aliasing(tensors[2], tensors[3], e)) return s;

  const int64_t position_bytes = index_bytes(a.position_dtype);
  const int64_t slot_bytes = index_bytes(a.slot_dtype);
  const int64_t table_bytes = element_bytes(a.table_dtype);
  const struct {
    const char* name;
    const void* base;
    int64_t unit;
    int128 elements;
  } arrays[] = {
      {"positions", a.positions, position_bytes, a.num_tokens},
      {"slot_mapping", a.slot_mapping, slot_bytes, a.num_slots_given},
      {"cos_sin_cache", a.cos_sin_cache, table_bytes, int128{a.max_position} * a.rotary_dim},
      {"k_scale_ptr", a.k_scale_ptr, int64_t{sizeof(float)}, 1},
      {"v_scale_ptr", a.v_scale_ptr, int64_t{sizeof(float)}, 1},
  };
  for (const auto& [name, base, unit, elements] : arrays) {
    if (ropekv_status s = check_address(name, base, unit, elements * unit, e)) return s;
  }
  return ROPEKV_OK;
}

ropekv_status check_scales(const ropekv_args& a, ropekv_error* e) {
  if (!is_fp8(a.cache_dtype)) return ROPEKV_OK;
  const struct {
    const char* name;
    float value;
    bool used;  // a scale behind a pointer lies where the kernel runs: not readable here
  } scales[] = {{"k_scale", a.k_scale, a.k_buffer != nullptr && a.k_scale_ptr == nullptr},
                {"v_scale", a.v_scale, a.v_buffer != nullptr && a.v_scale_ptr == nullptr}};
  for (const auto& [name, value, used] : scales) {
    if (used && !(std::isfinite(value) && value > 0.0F)) {
      return reject(e, kInvalid, "%s is %g: it must be finite and positive", name,
                    static_cast<double>(value));
    }
  }
  return ROPEKV_OK;
}

}  // namespace

ropekv_status check_contract(const ropekv_args& args, ropekv_error* error) {
  if (ropekv_status s = check_version(args, error)) return s;
  if (ropekv_status s = check_counts(args, error)) return s;
  if (ropekv_status s = check_enums(args, error)) return s;
  if (args.num_tokens == 0) return ROPEKV_OK;  // nothing is touched, so pointers mean nothing
  if (ropekv_status s = check_presence(args, error)) return s;
  if (ropekv_status s = check_tensors(args, error)) return s;
  return check_scales(args, error);
}

}  // namespace ropekv
