/* The contract of a fused "rotate Q and K (RoPE), write K and V into a KV cache" launch.
 *
 * Plain C, so that a kernel from anywhere can be put under test: a library that exports
 * `ropekv_describe` and `ropekv_launch` is enough (kernels/plugin/README.md). This header is all
 * that kernels and the reference share; neither may call an index helper of the other.
 *
 * Shapes (the last dim is always contiguous, strides are in elements):
 *   q             [num_tokens, num_qo_heads, head_dim]
 *   k             [num_tokens, num_kv_heads, head_dim]
 *   v             [num_tokens, num_kv_heads, v_head_dim]
 *   positions     [num_tokens]
 *   slot_mapping  [num_slots_given], num_slots_given <= num_tokens
 *   cos_sin_cache [max_position, rotary_dim]: first half cos, second half sin, any values
 *   q_rope k_rope as q k, with strides of their own; either exactly q k (in place) or disjoint
 *   k_buffer      row of (slot, head) at page * stride.page + slot_in_page * stride.slot
 *   v_buffer      + head * stride.head, where page = slot / page_size
 * The three strides of a cache are independent: NHD, HND, gaps between pages, K and V as views of
 * one tensor. It holds the rows of slots 0 .. num_slots-1, so the last page may be partial.
 *
 * Rules:
 *   - neox pairs (i, i + rotary_dim/2), interleaved pairs (2i, 2i+1); dims >= rotary_dim pass
 *     through bit for bit. k_rope is written as well as the cache row.
 *   - first' = x1*cos - x2*sin, second' = x2*cos + x1*sin, in f32, each output rounded once to
 *     nearest even, subnormals kept. A computed NaN may be any NaN of its type.
 *   - slot < 0 or slot >= num_slots, or a token past the end of slot_mapping: nothing is written
 *     to a cache, Q and K are still rotated.
 *   - positions lie in [0, max_position). Outside, a kernel that declares `bounds_safe` leaves
 *     that token's outputs unspecified and touches nothing outside its tensors.
 *   - a cache of the input's dtype: the K row equals k_rope and the V row equals v, bit for bit.
 *   - an fp8 cache: rne_satfinite(x / scale), one f32 division rounded to nearest and then one
 *     rounding to nearest even. x is the f32 rotation before it is rounded to k_rope, and the
 *     widened input for dims >= rotary_dim and for V. What overflows, infinities included, becomes
 *     the largest finite code of its sign; a NaN becomes any NaN code of the type, of either sign.
 *     Where k_scale_ptr or v_scale_ptr is given, the scale is read from there when the kernel runs
 *     and the field beside it means nothing. A scale read there that is not finite and positive
 *     leaves the bytes of the rows unspecified, and nothing else.
 *   - a 16-bit cos_sin_cache is widened to f32, which is exact.
 *   - a token whose slot is reserved_slot may be stored or not; Q and K are rotated all the same.
 *   - several tokens with one slot: each element of its row is that of one of these tokens.
 *   - num_tokens == 0 succeeds and touches nothing.
 *   - what a kernel does not support it rejects before it writes anything, with a status and a
 *     sentence that names the argument and its value.
 */
#ifndef ROPEKV_CONTRACT_H_
#define ROPEKV_CONTRACT_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ROPEKV_CONTRACT_VERSION 1

/* Status of describe and launch. */
enum {
  ROPEKV_OK = 0,
  ROPEKV_UNSUPPORTED = 1,      /* legal by the contract, but not in this kernel's support */
  ROPEKV_INVALID_ARGUMENT = 2, /* against the contract */
  ROPEKV_LAUNCH_FAILED = 3     /* the runtime refused the launch; cuda_error says how */
};
typedef int32_t ropekv_status;

/* What went wrong, in one sentence. `message` is empty when the status is ROPEKV_OK. */
typedef struct ropekv_error {
  int32_t cuda_error; /* a cudaError_t, 0 if none */
  char message[252];  /* zero-terminated */
} ropekv_error;

enum { ROPEKV_STYLE_NEOX = 0, ROPEKV_STYLE_INTERLEAVED = 1 };
enum {
  ROPEKV_F32 = 0,
  ROPEKV_F16 = 1,
  ROPEKV_BF16 = 2,
  ROPEKV_FP8_E4M3 = 3, /* cache only */
  ROPEKV_FP8_E5M2 = 4  /* cache only */
};
enum { ROPEKV_INT32 = 0, ROPEKV_INT64 = 1 };
enum { ROPEKV_MEMORY_HOST = 0, ROPEKV_MEMORY_CUDA = 1 };

typedef struct ropekv_strides { /* elements */
  int64_t token, head;
} ropekv_strides;

typedef struct ropekv_cache_strides { /* elements */
  int64_t page, slot, head;
} ropekv_cache_strides;

typedef struct ropekv_args {
  uint32_t struct_bytes; /* sizeof(ropekv_args) of the caller: later versions only append */
  uint32_t contract_version;

  int64_t num_tokens;      /* >= 0 */
  int64_t num_slots_given; /* length of slot_mapping, 0 .. num_tokens */
  int64_t num_slots;       /* slots in the pool; 0 only without a cache */
  int64_t max_position;    /* rows of cos_sin_cache */
  int64_t reserved_slot;   /* -1 .. num_slots-1: may hold anything afterwards; -1: none */
  int32_t num_qo_heads;    /* 0 only where q is absent */
  int32_t num_kv_heads;    /* 0 only where k and v are absent */
  int32_t head_dim;
  int32_t v_head_dim;
  int32_t rotary_dim; /* even, 2 .. head_dim */
  int32_t page_size;  /* slots in a page; 1: a flat pool, then stride.page is the slot stride */

  int32_t style;
  int32_t dtype;       /* of q, k, v, q_rope, k_rope */
  int32_t table_dtype; /* of cos_sin_cache */
  int32_t cache_dtype; /* of k_buffer, v_buffer */
  int32_t position_dtype;
  int32_t slot_dtype;

  const void* q; /* null: absent, then q_rope is null too */
  const void* k; /* null: absent, then k_rope and k_buffer are null too */
  const void* v; /* null only without v_buffer */
  void* q_rope;
  void* k_rope;
  void* k_buffer; /* null: K is not stored */
  void* v_buffer; /* null: V is not stored */
  const void* positions;
  const void* slot_mapping; /* null only if num_slots_given == 0 */
  const void* cos_sin_cache;

  ropekv_strides q_stride, k_stride, v_stride, q_rope_stride, k_rope_stride;
  ropekv_cache_strides k_buffer_stride, v_buffer_stride;

  float k_scale, v_scale;        /* fp8 caches only: finite and > 0 */
  const float* k_scale_ptr;      /* if not null, read in place of k_scale, where the kernel runs */
  const float* v_scale_ptr;
  int32_t enable_pdl;            /* launch with programmatic dependent launch */
} ropekv_args;

/* How a kernel computes, where the field differs. The oracle follows, the report repeats. */
enum { ROPEKV_ARITH_F32 = 0, ROPEKV_ARITH_WIDER = 1, ROPEKV_ARITH_INPUT_DTYPE = 2 };
enum { ROPEKV_TABLE_F32 = 0, ROPEKV_TABLE_ROUNDED_TO_INPUT = 1 };
enum { ROPEKV_NAN_PAYLOAD_KEPT = 0, ROPEKV_NAN_PAYLOAD_CANONICAL = 1 };
enum { ROPEKV_FP8_SOURCE_F32 = 0, ROPEKV_FP8_SOURCE_ROUNDED_K_ROPE = 1 };
enum { ROPEKV_FP8_DIVIDE = 0, ROPEKV_FP8_MULTIPLY = 1 };

typedef struct ropekv_description {
  uint32_t struct_bytes; /* the kernel's own sizeof: what an older kernel lacks counts as 0 */
  uint32_t contract_version;
  const char* name;
  const char* summary; /* one line */

  /* Support: bit 1u << value for each value of the enum that is supported. */
  uint32_t memories, styles, dtypes, table_dtypes, cache_dtypes, position_dtypes, slot_dtypes;
  int32_t max_head_dim;        /* of head_dim and v_head_dim; 0: any */
  int32_t max_page_size;       /* 0: any; 1: flat pools only */
  int32_t min_alignment_bytes; /* of every tensor's base; 1: any */
  int32_t in_place, out_of_place;

  /* Declarations. */
  int32_t writes_k_rope, rotates_padded_k, skips_negative_slots, bounds_safe;
  int32_t arith, table, ftz, nan_payload, fp8_source, fp8_scaling, fp8_saturates;
  int32_t fixed_order; /* every lane, layout, alignment and launch shape gives the same bits */
} ropekv_description;

/* What a plug-in exports: `ropekv_describe` and `ropekv_launch`. `stream` is a cudaStream_t, null
 * on the host lane and never null on a device. `launch` returns its own launch error: a static
 * cudart inside a plug-in has a last error of its own. What the description does not claim is not
 * launched, unless the user asks for it (--unclaimed): then it may be rejected, but not wrong. */
typedef ropekv_status (*ropekv_describe_fn)(ropekv_description* out);
typedef ropekv_status (*ropekv_launch_fn)(const ropekv_args* args, void* stream,
                                          ropekv_error* error);
/* And `ropekv_supports`, if it likes: ROPEKV_OK, or ROPEKV_UNSUPPORTED and a sentence, for launches
 * that lie within the description. For limits that it has no field for (a head_dim of 64 or 128, a
 * stride that is a multiple of 8). It reads no tensor, and several threads may call it at once. */
typedef ropekv_status (*ropekv_supports_fn)(const ropekv_args* args, ropekv_error* error);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* ROPEKV_CONTRACT_H_ */
