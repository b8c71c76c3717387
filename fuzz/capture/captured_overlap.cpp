#include "fuzz/capture/captured_overlap.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

namespace ropekv {
namespace {

struct Dim {
  int64_t count, stride_bytes;
};

struct Placed {
  std::string_view field;
  uint64_t address;  // 0: not said
  std::array<Dim, 3> dims;
  int64_t row_bytes;
};

Placed placed(const CapturedRows& rows, int64_t bytes) {
  return {rows.field,
          rows.address,
          {{{rows.num_tokens, rows.token_stride * bytes},
            {1, 0},
            {rows.num_heads, rows.head_stride * bytes}}},
          rows.dim * bytes};
}

Placed placed(const CapturedPool& pool, int64_t bytes) {
  return {pool.field,
          pool.address,
          {{{pool.num_pages, pool.page_stride * bytes},
            {pool.page_size, pool.slot_stride * bytes},
            {pool.num_heads, pool.head_stride * bytes}}},
          pool.dim * bytes};
}

// The stride of a dim that only one of both has.
std::optional<int64_t> common_stride(const Dim& a, const Dim& b) {
  if (a.count > 1 && b.count > 1 && a.stride_bytes != b.stride_bytes) return std::nullopt;
  return a.count > 1 ? a.stride_bytes : b.count > 1 ? b.stride_bytes : 0;
}

// Rows `apart` bytes apart, less a whole number of strides of the outermost dim.
bool some_rows_meet(const Placed& a, const Placed& b, int64_t stride, int64_t apart) {
  const int64_t most = stride == 0 ? 0 : apart / stride;
  for (int64_t steps = most - 1; steps <= most + 1; ++steps) {
    if (steps >= a.dims[0].count || -steps >= b.dims[0].count) continue;
    const int64_t rest = apart - steps * stride;
    if (rest < a.row_bytes && -rest < b.row_bytes) return true;
  }
  return false;
}

uint64_t end_of(const Placed& one) {
  int64_t bytes = one.row_bytes;
  for (const Dim& dim : one.dims) bytes += (dim.count - 1) * (dim.count > 1 ? dim.stride_bytes : 0);
  return one.address + static_cast<uint64_t>(bytes);
}

bool overlap(const Placed& a, const Placed& b) {
  if (a.address == 0 || b.address == 0) return false;
  if (a.address >= end_of(b) || b.address >= end_of(a)) return false;
  std::array<int64_t, 3> strides{};
  for (size_t i = 0; i < strides.size(); ++i) {
    const auto stride = common_stride(a.dims[i], b.dims[i]);
    if (!stride || a.dims[i].count == 0 || b.dims[i].count == 0) return false;
    strides[i] = *stride;
  }
  const auto apart = static_cast<int64_t>(b.address - a.address);
  for (int64_t slot = 1 - b.dims[1].count; slot < a.dims[1].count; ++slot) {
    for (int64_t head = 1 - b.dims[2].count; head < a.dims[2].count; ++head) {
      const int64_t rest = apart - slot * strides[1] - head * strides[2];
      if (some_rows_meet(a, b, strides[0], rest)) return true;
    }
  }
  return false;
}

void expect_apart(const std::vector<Placed>& all) {
  for (size_t j = 0; j < all.size(); ++j) {
    for (size_t i = 0; i < j; ++i) {
      if (!overlap(all[i], all[j])) continue;
      throw CaptureError(fmt::format("{}.address is {}: {}, at {}, has elements there as well",
                                     all[j].field, all[j].address, all[i].field, all[i].address));
    }
  }
}

}  // namespace

void expect_no_overlap(const CapturedLaunch& launch, const Case& c) {
  const int64_t bytes = dtype_bytes(c.dtype);
  std::vector<Placed> rows, pools;
  for (const auto* one : {&launch.q, &launch.k, &launch.v, &launch.q_rope, &launch.k_rope}) {
    const bool in_place =
        (one == &launch.q_rope && c.q_in_place()) || (one == &launch.k_rope && c.k_in_place());
    const bool is_unused = one == &launch.v && !c.has_v();
    if (*one && !in_place && !is_unused) rows.push_back(placed(**one, bytes));
  }
  for (const auto* one : {&launch.k_buffer, &launch.v_buffer}) {
    if (*one) pools.push_back(placed(**one, c.fp8_cache() ? 1 : bytes));
  }
  expect_apart(rows);
  expect_apart(pools);
}

}  // namespace ropekv
