#include "kernels/bench/copy_body.h"
#include "kernels/support.h"
#include "kernels/tensor_view.h"

namespace ropekv::bench {
namespace {

// Every element of the tensor lies in one stretch, in whatever order of its dims.
bool has_gaps(const TensorView& tensor) {
  int128 elements = tensor.row_size;
  for (const Dim& dim : tensor.dims) elements *= dim.size;
  return extent_bytes(tensor) != elements * tensor.element_bytes;
}

ropekv_status check_lines(const ropekv_args& args, ropekv_error* error) {
  for (const TensorView& tensor : tensors_of(args)) {
    if (tensor.base == nullptr) continue;
    if (has_gaps(tensor)) {
      return reject(error, ROPEKV_UNSUPPORTED, "%s has gaps: copy moves lines without",
                    tensor.name);
    }
    if (reinterpret_cast<uintptr_t>(tensor.base) % 16 != 0) {
      return reject(error, ROPEKV_UNSUPPORTED, "%s is %p: copy needs an alignment of 16 bytes",
                    tensor.name, tensor.base);
    }
  }
  return ROPEKV_OK;
}

Line line_of(const void* in, void* out, void* cached, int64_t token_bytes,
             const ropekv_args& args) {
  const int64_t stored = cached == nullptr ? 0 : args.num_slots_given;
  return {static_cast<const Vector*>(in), static_cast<Vector*>(out), static_cast<uint8_t*>(cached),
          in == nullptr ? 0 : args.num_tokens * token_bytes / 16, stored * token_bytes / 16};
}

}  // namespace

ropekv_status plan_copy(const ropekv_args& args, CopyPlan* plan, ropekv_error* error) {
  if (ropekv_status s = check_lines(args, error)) return s;
  const int64_t bytes = element_bytes(args.dtype);
  const int64_t q_bytes = args.num_qo_heads * int64_t{args.head_dim} * bytes;
  const int64_t k_bytes = args.num_kv_heads * int64_t{args.head_dim} * bytes;
  const int64_t v_bytes = args.num_kv_heads * int64_t{args.v_head_dim} * bytes;
  for (const int64_t token_bytes : {q_bytes, k_bytes, v_bytes}) {
    if (token_bytes % 16 != 0) {
      return reject(error, ROPEKV_UNSUPPORTED, "a token has %lld bytes: copy moves 16 at a time",
                    static_cast<long long>(token_bytes));
    }
  }
  if (args.num_slots_given > args.num_slots) {
    return reject(error, ROPEKV_UNSUPPORTED, "num_slots is %lld: copy fills a row for each token",
                  static_cast<long long>(args.num_slots));
  }
  plan->q = line_of(args.q, args.q_rope, nullptr, q_bytes, args);
  plan->k = line_of(args.k, args.k_rope, args.k_buffer, k_bytes, args);
  plan->v =
      line_of(args.v_buffer == nullptr ? nullptr : args.v, nullptr, args.v_buffer, v_bytes, args);
  plan->k.end += plan->q.end;
  plan->v.end += plan->k.end;
  plan->cached_bytes = static_cast<int32_t>(16 * element_bytes(args.cache_dtype) / bytes);
  return ROPEKV_OK;
}

}  // namespace ropekv::bench
