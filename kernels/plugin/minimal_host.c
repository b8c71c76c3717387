/* A kernel under test, in plain C on the host: f32, neox, caches of any layout.
 * Compile it alone: gcc -O2 -Wall -shared -fPIC -I ROPEKV minimal_host.c -o libminimal_host.so */
#include <string.h>

#include "kernels/contract.h"

ropekv_status ropekv_describe(ropekv_description* out) {
  const uint32_t f32 = 1u << ROPEKV_F32, int64 = 1u << ROPEKV_INT64;
  const ropekv_description description = {
      .struct_bytes = sizeof(ropekv_description),
      .contract_version = ROPEKV_CONTRACT_VERSION,
      .name = "minimal_host",
      .summary = "one row after the other, in f32",
      .memories = 1u << ROPEKV_MEMORY_HOST,
      .styles = 1u << ROPEKV_STYLE_NEOX,
      .dtypes = f32,
      .table_dtypes = f32,
      .cache_dtypes = f32,
      .position_dtypes = int64,
      .slot_dtypes = int64,
      .in_place = 1,
      .out_of_place = 1,
      .writes_k_rope = 1,
      .rotates_padded_k = 1,
      .skips_negative_slots = 1,
      .bounds_safe = 1,
  };
  *out = description;
  return ROPEKV_OK;
}

static void rotate_row(const ropekv_args* args, int64_t position, const float* in, float* out) {
  const int64_t half = args->rotary_dim / 2;
  const float* cosine = (const float*)args->cos_sin_cache + position * args->rotary_dim;
  const float* sine = cosine + half;
  for (int64_t i = 0; i < half; ++i) {
    const float first = in[i], second = in[i + half]; /* both are read before one is written */
    out[i] = first * cosine[i] - second * sine[i];
    out[i + half] = second * cosine[i] + first * sine[i];
  }
  memmove(out + 2 * half, in + 2 * half, (args->head_dim - 2 * half) * sizeof(float));
}

static float* cache_row(const ropekv_args* args, void* pool, ropekv_cache_strides stride,
                        int64_t slot, int64_t head) {
  return (float*)pool + slot / args->page_size * stride.page +
         slot % args->page_size * stride.slot + head * stride.head;
}

static void run_token(const ropekv_args* args, int64_t token) {
  const int64_t position = ((const int64_t*)args->positions)[token];
  if (position < 0 || position >= args->max_position) return;
  for (int64_t head = 0; args->q && head < args->num_qo_heads; ++head) {
    rotate_row(
        args, position,
        (const float*)args->q + token * args->q_stride.token + head * args->q_stride.head,
        (float*)args->q_rope + token * args->q_rope_stride.token + head * args->q_rope_stride.head);
  }
  const int64_t* slots = args->slot_mapping;
  const int64_t slot = token < args->num_slots_given ? slots[token] : -1;
  const int has_slot = slot >= 0 && slot < args->num_slots;
  for (int64_t head = 0; head < args->num_kv_heads; ++head) {
    if (args->k) {
      float* out = (float*)args->k_rope + token * args->k_rope_stride.token +
                   head * args->k_rope_stride.head;
      rotate_row(args, position,
                 (const float*)args->k + token * args->k_stride.token + head * args->k_stride.head,
                 out);
      if (has_slot && args->k_buffer) {
        memcpy(cache_row(args, args->k_buffer, args->k_buffer_stride, slot, head), out,
               args->head_dim * sizeof(float));
      }
    }
    if (has_slot && args->v_buffer) {
      memcpy(cache_row(args, args->v_buffer, args->v_buffer_stride, slot, head),
             (const float*)args->v + token * args->v_stride.token + head * args->v_stride.head,
             args->v_head_dim * sizeof(float));
    }
  }
}

/* Only what the description claims comes here. */
ropekv_status ropekv_launch(const ropekv_args* args, void* stream, ropekv_error* error) {
  (void)stream;
  (void)error;
  for (int64_t token = 0; token < args->num_tokens; ++token) run_token(args, token);
  return ROPEKV_OK;
}
