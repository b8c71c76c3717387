#include "kernels/production/geometry.h"

#include <algorithm>

#include "kernels/grid.h"
#include "kernels/support.h"
#include "kernels/tensor_view.h"

namespace ropekv::production {
namespace {

bool is_multiple(const void* address, int64_t bytes) {
  return reinterpret_cast<uintptr_t>(address) % static_cast<uintptr_t>(bytes) == 0;
}

// Every address that a chunk of `vec` elements can have is aligned to the chunk's size. Checked for
// inputs and outputs alike: a row can be aligned where it is read and not where it is written.
bool chunks_are_aligned(const ropekv_args& a, int64_t vec) {
  if (a.rotary_dim / 2 % vec != 0) return false;
  const int64_t table_chunk_bytes = std::min<int64_t>(16, vec * element_bytes(a.table_dtype));
  if (!is_multiple(a.cos_sin_cache, table_chunk_bytes)) return false;
  for (const TensorView& tensor : tensors_of(a)) {
    if (tensor.base == nullptr) continue;
    if (!is_multiple(tensor.base, vec * tensor.element_bytes)) return false;
    if (tensor.row_size % vec != 0) return false;
    for (const Dim& dim : tensor.dims) {
      if (dim.size > 1 && dim.stride % vec != 0) return false;
    }
  }
  return true;
}

uint32_t widest_chunk(const ropekv_args& a) {
  const auto full = static_cast<uint32_t>(16 / element_bytes(a.dtype));
  for (uint32_t vec : {full, 2U}) {
    if (chunks_are_aligned(a, vec)) return vec;
  }
  return 1;
}

bool same_place(const TensorView& in, const TensorView& out) {
  return in.base != nullptr && exactly_aliased(in, out);
}

}  // namespace

ropekv_status plan_geometry(const ropekv_args& a, Geometry* geometry, ropekv_error* error) {
  Geometry g{};
  g.vec = widest_chunk(a);
  const auto tensors = tensors_of(a);
  const bool q_in_place = same_place(tensors[0], tensors[1]);
  const bool k_in_place = same_place(tensors[2], tensors[3]);
  const uint32_t head_chunks = static_cast<uint32_t>(a.head_dim) / g.vec;

  // A tail that is in its place already needs no thread, unless the cache wants it.
  g.rotary_chunks = static_cast<uint32_t>(a.rotary_dim) / 2 / g.vec;
  const uint32_t tail_chunks = head_chunks - 2 * g.rotary_chunks;
  g.q_chunks = g.rotary_chunks + (q_in_place ? 0 : tail_chunks);
  g.k_chunks = g.rotary_chunks + (k_in_place && a.k_buffer == nullptr ? 0 : tail_chunks);
  g.v_chunks = static_cast<uint32_t>(a.v_head_dim) / g.vec;

  const int64_t q_end = a.q == nullptr ? 0 : int64_t{a.num_qo_heads} * g.q_chunks;
  const int64_t k_end = q_end + (a.k == nullptr ? 0 : int64_t{a.num_kv_heads} * g.k_chunks);
  const int64_t v_end = k_end + (a.v_buffer == nullptr ? 0 : int64_t{a.num_kv_heads} * g.v_chunks);

  const int64_t blocks_per_token = (v_end + kMaxThreadsPerBlock - 1) / kMaxThreadsPerBlock;
  int128 num_blocks = 0;
  if (v_end > 0) {
    const int64_t tokens_per_block = std::max<int64_t>(1, kMaxThreadsPerBlock / v_end);
    const int64_t work = blocks_per_token > 1 ? (v_end + blocks_per_token - 1) / blocks_per_token
                                              : v_end * std::min(tokens_per_block, a.num_tokens);
    g.tokens_per_block = static_cast<uint32_t>(tokens_per_block);
    g.threads_per_block = static_cast<uint32_t>((work + 31) / 32 * 32);
    num_blocks =
        int128{(a.num_tokens + tokens_per_block - 1) / tokens_per_block} * blocks_per_token;
  }
  if (v_end > INT32_MAX || num_blocks > kMaxBlocks) {
    return reject(error, ROPEKV_UNSUPPORTED,
                  "num_tokens is %lld: with %lld chunks each the launch is too large for a grid",
                  static_cast<long long>(a.num_tokens), static_cast<long long>(v_end));
  }
  g.q_end = static_cast<uint32_t>(q_end);
  g.k_end = static_cast<uint32_t>(k_end);
  g.v_end = static_cast<uint32_t>(v_end);
  g.blocks_per_token = static_cast<uint32_t>(blocks_per_token);
  g.num_blocks = static_cast<uint32_t>(num_blocks);
  *geometry = g;
  return ROPEKV_OK;
}

}  // namespace ropekv::production
