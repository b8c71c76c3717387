#include "fuzz/capture/case_of_capture.h"

#include <fmt/format.h>

#include <algorithm>

#include "fuzz/capture/captured_layout.h"
#include "fuzz/capture/captured_overlap.h"
#include "fuzz/capture/index_patterns.h"
#include "reference/case_text.h"
#include "reference/ignored_keys.h"

namespace ropekv {
namespace {

void expect_same(std::string_view field, int64_t value, std::string_view of, int64_t other,
                 std::string_view what) {
  if (value == other) return;
  throw CaptureError(
      fmt::format("{} has {} {}: it must be {}, that of {}", field, what, value, other, of));
}

void expect_rows(const CapturedRows& rows, const CapturedRows& other, bool same_dim = true) {
  expect_same(rows.field, rows.num_tokens, other.field, other.num_tokens, "num_tokens");
  expect_same(rows.field, rows.num_heads, other.field, other.num_heads, "num_heads");
  if (same_dim) expect_same(rows.field, rows.dim, other.field, other.dim, "dim");
}

void expect_pool(const CapturedPool& pool, const CapturedRows& rows) {
  expect_same(pool.field, pool.num_heads, rows.field, rows.num_heads, "num_heads");
  expect_same(pool.field, pool.dim, rows.field, rows.dim, "dim");
}

// An output at its input's address is in place; elsewhere it has rows of its own.
bool is_in_place(const CapturedRows& in, const std::optional<CapturedRows>& out,
                 std::string_view out_field) {
  if (!out) {
    throw CaptureError(
        fmt::format("{} is missing: give {} once more where it is in place", out_field, in.field));
  }
  expect_rows(*out, in);
  if (in.address == 0 || in.address != out->address) return false;
  const bool same_rows = in.num_tokens <= 1 || in.token_stride == out->token_stride;
  const bool same_heads = in.num_heads <= 1 || in.head_stride == out->head_stride;
  if (same_rows && same_heads) return true;
  throw CaptureError(fmt::format("{}.strides is [{},{},1]: in place it must be {}'s, [{},{},1]",
                                 out->field, out->token_stride, out->head_stride, in.field,
                                 in.token_stride, in.head_stride));
}

void set_rows_and_places(const CapturedLaunch& launch, Case* c) {
  const CapturedRows& any = launch.q ? *launch.q : *launch.k;
  c->num_tokens = any.num_tokens;
  c->head_dim = any.dim;
  c->v_head_dim = launch.v ? launch.v->dim : c->head_dim;
  c->absent = !launch.q ? Absent::kQ : !launch.k ? Absent::kK : Absent::kNone;
  if (!launch.q && launch.q_rope) throw CaptureError("q is missing: there is a q_rope");
  if (!launch.k && launch.k_rope) throw CaptureError("k is missing: there is a k_rope");
  if (launch.q) c->num_qo_heads = launch.q->num_heads;
  if (launch.q && launch.k) {
    expect_same("k", launch.k->num_tokens, "q", launch.q->num_tokens, "num_tokens");
    expect_same("k", launch.k->dim, "q", launch.q->dim, "dim");
  }
  if (launch.k && launch.v) expect_rows(*launch.v, *launch.k, false);
  if (launch.v) expect_same("v", launch.v->num_tokens, any.field, any.num_tokens, "num_tokens");
  if (launch.k) c->num_kv_heads = launch.k->num_heads;
  if (launch.v) c->num_kv_heads = launch.v->num_heads;
  const bool q_in_place = launch.q && is_in_place(*launch.q, launch.q_rope, "q_rope");
  const bool k_in_place = launch.k && is_in_place(*launch.k, launch.k_rope, "k_rope");
  const bool all = (q_in_place || !launch.q) && (k_in_place || !launch.k);
  c->in_place = all          ? InPlace::kBoth
                : q_in_place ? InPlace::kQ
                : k_in_place ? InPlace::kK
                             : InPlace::kNo;
}

void set_pool_shapes(const CapturedLaunch& launch, Case* c) {
  const auto& k = launch.k_buffer;
  const auto& v = launch.v_buffer;
  if (k && !launch.k) throw CaptureError("k is missing: there is a k_buffer");
  if (v && !launch.v) throw CaptureError("v is missing: there is a v_buffer");
  if (k) expect_pool(*k, *launch.k);
  if (v) expect_pool(*v, *launch.v);
  if (k && v) {
    expect_same("v_buffer", v->num_pages, "k_buffer", k->num_pages, "num_pages");
    expect_same("v_buffer", v->page_size, "k_buffer", k->page_size, "page_size");
  }
  c->cache = k && v ? CacheWrite::kBoth
             : k    ? CacheWrite::kKOnly
             : v    ? CacheWrite::kVOnly
                    : CacheWrite::kNone;
  if (!k && !v) {
    const int64_t most = std::ranges::max(
        launch.slot_mapping.values.empty() ? std::vector<int64_t>{0} : launch.slot_mapping.values);
    c->num_slots = launch.num_slots.value_or(std::max<int64_t>(most, 0) + 1);
    return;
  }
  const CapturedPool& pool = k ? *k : *v;
  constexpr int64_t kMostPages = int64_t{1} << 40;  // far past any legal pool; no product overflows
  if (pool.num_pages > kMostPages || pool.page_size > 1024) {
    throw CaptureError(fmt::format("{} has {} pages of {} slots: a page has at most 1024",
                                   pool.field, pool.num_pages, pool.page_size));
  }
  c->page_size = pool.page_size;
  c->num_slots = pool.num_pages * pool.page_size;
  if (launch.num_slots) {
    expect_same("the launch", *launch.num_slots, pool.field, c->num_slots, "num_slots");
  }
}

void set_indices(const CapturedLaunch& launch, Case* c) {
  const auto& positions = launch.positions.values;
  if (std::ssize(positions) != c->num_tokens) {
    throw CaptureError(fmt::format("positions has {} values: it must have num_tokens, {}",
                                   positions.size(), c->num_tokens));
  }
  for (size_t i = 0; i < positions.size(); ++i) {
    if (positions[i] >= 0 && positions[i] < c->max_position) continue;
    throw CaptureError(
        fmt::format("positions.values[{}] is {}: it must be in 0..{}, the rows of "
                    "cos_sin_cache",
                    i, positions[i], c->max_position - 1));
  }
  c->position_dtype = launch.positions.type;
  c->slot_dtype = launch.slot_mapping.type;
  c->num_slots_given = std::ssize(launch.slot_mapping.values);
  if (c->num_slots_given > c->num_tokens) {
    throw CaptureError(
        fmt::format("slot_mapping has {} values: it must not have more than "
                    "num_tokens, {}",
                    c->num_slots_given, c->num_tokens));
  }
}

void expect_legal(const Case& c) {
  if (const std::string why = why_not_legal(c); !why.empty()) {
    throw CaptureError("no case launches this: " + why);
  }
}

}  // namespace

Case case_of_capture(const CapturedLaunch& launch) {
  Case c;
  c.style = launch.style;
  c.dtype = launch.dtype;
  c.cache_dtype = launch.cache_dtype;
  c.table_dtype = launch.table_dtype;
  c.theta = launch.theta;
  c.max_position = launch.max_position;
  c.rotary_dim = launch.rotary_dim;
  c.pdl = launch.pdl;
  c.k_scale = launch.k_scale;
  c.v_scale = launch.v_scale;
  c.scale_in = launch.scale_in;
  c.reserved_slot = launch.reserved_slot;
  set_rows_and_places(launch, &c);
  set_pool_shapes(launch, &c);
  set_indices(launch, &c);
  set_captured_layout(launch, &c);
  drop_ignored_keys(&c);
  expect_legal(c);  // what follows relies on it
  expect_no_overlap(launch, c);
  set_positions(launch.positions.values, &c);
  set_slots(launch.slot_mapping.values, &c);
  set_captured_alignment(launch, &c);
  drop_ignored_keys(&c);
  expect_legal(c);
  return c;
}

}  // namespace ropekv
