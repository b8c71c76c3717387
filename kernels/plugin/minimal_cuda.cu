// A kernel under test on a GPU: bf16, neox, caches of any layout; a block for each token.
// Compile it alone:
//   nvcc -O2 -arch=native -shared -Xcompiler -fPIC -I ROPEKV minimal_cuda.cu -o libminimal_cuda.so
#include <cuda_bf16.h>
#include <cuda_runtime.h>

#include <cstdio>

#include "kernels/contract.h"

namespace {

using Element = __nv_bfloat16;

__device__ void rotate_row(const ropekv_args& args, int64_t position, const Element* in,
                           Element* out, Element* cached) {
  const int half = args.rotary_dim / 2;
  const float* cosine = static_cast<const float*>(args.cos_sin_cache) + position * args.rotary_dim;
  const float* sine = cosine + half;
  for (int i = threadIdx.x; i < half; i += blockDim.x) {
    const float first = __bfloat162float(in[i]);
    const float second = __bfloat162float(in[i + half]);
    out[i] = __float2bfloat16_rn(first * cosine[i] - second * sine[i]);
    out[i + half] = __float2bfloat16_rn(second * cosine[i] + first * sine[i]);
    if (!cached) continue;
    cached[i] = out[i];
    cached[i + half] = out[i + half];
  }
  for (int i = 2 * half + threadIdx.x; i < args.head_dim; i += blockDim.x) {
    out[i] = in[i];
    if (cached) cached[i] = in[i];
  }
}

__device__ Element* cache_row(const ropekv_args& args, void* pool, ropekv_cache_strides stride,
                              int64_t slot, int64_t head) {
  if (!pool || slot < 0 || slot >= args.num_slots) return nullptr;
  return static_cast<Element*>(pool) + slot / args.page_size * stride.page +
         slot % args.page_size * stride.slot + head * stride.head;
}

template <class T>
__device__ T* input_row(T* base, ropekv_strides stride, int64_t token, int64_t head) {
  return base + token * stride.token + head * stride.head;
}

__global__ void rope_kv(ropekv_args args) {
  const int64_t token = blockIdx.x;
  const int64_t position = static_cast<const int64_t*>(args.positions)[token];
  if (position < 0 || position >= args.max_position) return;
  const auto* slots = static_cast<const int64_t*>(args.slot_mapping);
  const int64_t slot = token < args.num_slots_given ? slots[token] : -1;
  for (int64_t head = 0; args.q && head < args.num_qo_heads; ++head) {
    rotate_row(
        args, position, input_row(static_cast<const Element*>(args.q), args.q_stride, token, head),
        input_row(static_cast<Element*>(args.q_rope), args.q_rope_stride, token, head), nullptr);
  }
  for (int64_t head = 0; head < args.num_kv_heads; ++head) {
    if (args.k) {
      rotate_row(args, position,
                 input_row(static_cast<const Element*>(args.k), args.k_stride, token, head),
                 input_row(static_cast<Element*>(args.k_rope), args.k_rope_stride, token, head),
                 cache_row(args, args.k_buffer, args.k_buffer_stride, slot, head));
    }
    Element* cached = cache_row(args, args.v_buffer, args.v_buffer_stride, slot, head);
    if (!cached) continue;
    const Element* v = input_row(static_cast<const Element*>(args.v), args.v_stride, token, head);
    for (int i = threadIdx.x; i < args.v_head_dim; i += blockDim.x) cached[i] = v[i];
  }
}

}  // namespace

extern "C" ropekv_status ropekv_describe(ropekv_description* out) {
  *out = {};
  out->struct_bytes = sizeof(ropekv_description);
  out->contract_version = ROPEKV_CONTRACT_VERSION;
  out->name = "minimal_cuda";
  out->summary = "a block for each token, in bf16";
  out->memories = 1u << ROPEKV_MEMORY_CUDA;
  out->styles = 1u << ROPEKV_STYLE_NEOX;
  out->dtypes = out->cache_dtypes = 1u << ROPEKV_BF16;
  out->table_dtypes = 1u << ROPEKV_F32;
  out->position_dtypes = out->slot_dtypes = 1u << ROPEKV_INT64;
  out->in_place = out->out_of_place = 1;
  out->writes_k_rope = out->rotates_padded_k = 1;
  out->skips_negative_slots = out->bounds_safe = 1;
  return ROPEKV_OK;
}

// Only what the description claims comes here.
extern "C" ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  if (args->num_tokens == 0) return ROPEKV_OK;  // an empty grid is an error to the runtime
  const auto blocks = static_cast<unsigned>(args->num_tokens);
  rope_kv<<<blocks, 128, 0, static_cast<cudaStream_t>(stream)>>>(*args);
  const cudaError_t code = cudaGetLastError();  // nobody else sees this runtime's last error
  if (code == cudaSuccess) return ROPEKV_OK;
  error->cuda_error = code;
  std::snprintf(error->message, sizeof error->message, "rope_kv: %s", cudaGetErrorString(code));
  return ROPEKV_LAUNCH_FAILED;
}
