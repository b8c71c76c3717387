// One thread of the copy yardstick, for both lanes.
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/contract.h"
#include "kernels/host_device.h"

namespace ropekv::bench {

constexpr uint32_t kCopyThreads = 256;

struct alignas(16) Vector {
  uint32_t word[4];
};

// A line of 16-byte vectors, and where each goes: to `out`, and to `cached` whole or, for an fp8
// cache, by its first bytes.
struct Line {
  const Vector* in;
  Vector* out;         // null: nowhere
  uint8_t* cached;     // null: nowhere
  int64_t end;         // in the list of all vectors
  int64_t num_cached;  // of the line's vectors
};

struct CopyPlan {
  Line q, k, v;
  int32_t cached_bytes;  // of a vector: 16, 8 or 4
};

// Fails with a sentence where the tensors are no lines of 16-byte vectors.
ropekv_status plan_copy(const ropekv_args& args, CopyPlan* plan, ropekv_error* error);

inline int64_t num_vectors(const CopyPlan& plan) {
  return plan.v.end;
}

// One vector on its way. A move without `in` moves nothing.
struct Move {
  const Vector* in = nullptr;
  Vector* out = nullptr;
  uint8_t* cached = nullptr;
};

ROPEKV_HOST_DEVICE inline Move move_in(const Line& line, int64_t begin, int64_t at,
                                       int32_t cached_bytes) {
  const int64_t i = at - begin;
  return {
      line.in + i, line.out == nullptr ? nullptr : line.out + i,
      line.cached == nullptr || i >= line.num_cached ? nullptr : line.cached + i * cached_bytes};
}

ROPEKV_HOST_DEVICE inline Move move_of(const CopyPlan& plan, int64_t at) {
  if (at < plan.q.end) return move_in(plan.q, 0, at, plan.cached_bytes);
  if (at < plan.k.end) return move_in(plan.k, plan.q.end, at, plan.cached_bytes);
  if (at < plan.v.end) return move_in(plan.v, plan.k.end, at, plan.cached_bytes);
  return {};
}

ROPEKV_HOST_DEVICE inline void store_cached(uint8_t* to, int32_t bytes, const Vector& vector) {
  if (bytes == 16) {
    *reinterpret_cast<Vector*>(to) = vector;
  } else if (bytes == 8) {
    *reinterpret_cast<uint64_t*>(to) = uint64_t{vector.word[1]} << 32 | vector.word[0];
  } else {
    *reinterpret_cast<uint32_t*>(to) = vector.word[0];
  }
}

// All loads are under way before the first store.
template <int kVectors>
ROPEKV_HOST_DEVICE inline void copy_thread(const CopyPlan& plan, uint32_t block, uint32_t thread) {
  Move moves[kVectors];
  Vector vectors[kVectors];
#ifdef __CUDA_ARCH__
#pragma unroll
#endif
  for (int v = 0; v < kVectors; ++v) {
    moves[v] = move_of(plan, (int64_t{block} * kVectors + v) * kCopyThreads + thread);
    if (moves[v].in != nullptr) vectors[v] = *moves[v].in;
  }
#ifdef __CUDA_ARCH__
#pragma unroll
#endif
  for (int v = 0; v < kVectors; ++v) {
    if (moves[v].in == nullptr) continue;
    if (moves[v].out != nullptr) *moves[v].out = vectors[v];
    if (moves[v].cached != nullptr) store_cached(moves[v].cached, plan.cached_bytes, vectors[v]);
  }
}

}  // namespace ropekv::bench
