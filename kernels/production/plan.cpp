#include "kernels/production/plan.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include "kernels/production/chunk_width.h"
#include "kernels/support.h"
#include "kernels/tensor_view.h"

namespace ropekv::production {
namespace {

// A part in the making.
struct Piece {
  Part part;  // with the bases of whole rows
  int64_t num_heads;
  PieceViews views;
};

// By falling size: what a launch begins with is what it is long for.
std::array<Piece, kMaxParts> pieces_of(const ropekv_args& a) {
  const Part q{.in = a.q, .out = a.q_rope, .in_stride = a.q_stride, .out_stride = a.q_rope_stride};
  const Part k{.in = a.k,
               .out = a.k_rope,
               .cache = a.k_buffer,
               .in_stride = a.k_stride,
               .out_stride = a.k_rope_stride,
               .cache_stride = a.k_buffer_stride,
               .scale_ptr = a.k_scale_ptr,
               .scale = a.k_scale};
  const Part v{.in = a.v,
               .cache = a.v_buffer,
               .in_stride = a.v_stride,
               .cache_stride = a.v_buffer_stride,
               .scale_ptr = a.v_scale_ptr,
               .scale = a.v_scale};
  const int64_t tail = a.head_dim - a.rotary_dim;
  const auto [q_in, q_out, k_in, k_out, v_in, k_cache, v_cache] = tensors_of(a);
  std::array<Piece, kMaxParts> pieces{
      {{q, a.num_qo_heads, {{q_in, q_out}, 0, a.rotary_dim, true}},
       {k, a.num_kv_heads, {{k_in, k_out, k_cache}, 0, a.rotary_dim, true}},
       {v, a.num_kv_heads, {{v_in, v_cache}, 0, a.v_head_dim, false}},
       {q, a.num_qo_heads, {{q_in, q_out}, a.rotary_dim, tail, false}},
       {k, a.num_kv_heads, {{k_in, k_out, k_cache}, a.rotary_dim, tail, false}}}};
  // A tail that is in its place already needs no thread, unless the cache wants it.
  if (exactly_aliased(q_in, q_out)) pieces[3].part.out = nullptr;
  if (exactly_aliased(k_in, k_out)) pieces[4].part.out = nullptr;
  return pieces;
}

bool has_work(const Piece& piece) {
  const bool is_written = piece.part.out != nullptr || piece.part.cache != nullptr;
  return piece.part.in != nullptr && is_written && piece.views.size > 0 && piece.num_heads > 0;
}

// The widest that each piece can have; but those that rotate have one, and 16 bytes all or none.
void choose_widths(const ropekv_args& a, std::span<Piece> pieces, Plan* plan) {
  const uint32_t full = full_chunk(a);
  plan->vec = full;
  for (Piece& piece : pieces) {
    if (!has_work(piece)) continue;
    const uint32_t vec = piece.part.vec = widest_chunk(a, piece.views);
    if (vec < full) plan->vec = std::min(plan->vec, piece.views.rotates ? vec : full / 2);
  }
  for (Piece& piece : pieces) {
    if (piece.views.rotates) piece.part.vec = plan->vec;
  }
}

template <class Base>
Base* advanced(Base* base, int64_t bytes) {
  using Byte = std::conditional_t<std::is_const_v<Base>, const std::byte, std::byte>;
  return base == nullptr ? nullptr : static_cast<Byte*>(base) + bytes;
}

// The last block may reach past the last item, and no 32-bit number may wrap.
constexpr int128 kMaxItems = UINT32_MAX - kThreadsPerBlock;

ropekv_status add_part(const ropekv_args& a, const Piece& piece, Plan* plan, ropekv_error* error) {
  const PieceViews& views = piece.views;
  const uint32_t vec = piece.part.vec;
  const auto chunks = static_cast<uint32_t>(views.size) / vec;
  const uint32_t items_per_row = (chunks + 1) / 2;
  const int128 items_per_token = int128{items_per_row} * piece.num_heads;
  if (items_per_token * a.num_tokens > kMaxItems) {
    return reject(error, ROPEKV_UNSUPPORTED,
                  "num_tokens is %lld: with %lld pairs of chunks each, 32 bits cannot count them",
                  static_cast<long long>(a.num_tokens), static_cast<long long>(items_per_token));
  }
  Part part = piece.part;
  part.in = advanced(part.in, views.first * element_bytes(a.dtype));
  part.out = advanced(part.out, views.first * element_bytes(a.dtype));
  part.cache = advanced(part.cache, views.first * element_bytes(a.cache_dtype));
  part.num_items = static_cast<uint32_t>(items_per_token * a.num_tokens);
  part.items_per_token = Divisor::of(static_cast<uint32_t>(items_per_token));
  part.items_per_row = Divisor::of(items_per_row);
  // One element holds no interleaved pair, so the two of a pair lie side by side.
  const bool side_by_side = views.rotates && a.style == ROPEKV_STYLE_INTERLEAVED && vec == 1;
  part.item_step = side_by_side ? 2 : vec;
  part.partner_step = side_by_side ? 1 : items_per_row * vec;
  part.num_partners = chunks / 2;
  part.rotates = views.rotates;
  plan->parts[plan->num_parts++] = part;
  return ROPEKV_OK;
}

int64_t bytes_moved(const ropekv_args& a, const Plan& plan) {
  int64_t bytes = 0;
  for (uint32_t i = 0; i < plan.num_parts; ++i) {
    const Part& part = plan.parts[i];
    const int64_t elements = int64_t{part.num_items} * 2 * part.vec;
    bytes += elements * element_bytes(a.dtype) * (part.out != nullptr ? 2 : 1);
    if (part.cache != nullptr) bytes += elements * element_bytes(a.cache_dtype);
  }
  return bytes;
}

void cut_into_blocks(uint32_t threads_per_block, Plan* plan) {
  plan->threads_per_block = threads_per_block;
  plan->num_blocks = 0;
  for (uint32_t i = 0; i < plan->num_parts; ++i) {
    plan->first_block[i] = plan->num_blocks;
    plan->num_blocks += (plan->parts[i].num_items + threads_per_block - 1) / threads_per_block;
  }
}

}  // namespace

ropekv_status make_plan(const ropekv_args& a, std::optional<Shape> forced, Plan* plan,
                        ropekv_error* error) {
  *plan = Plan{.positions = a.positions,
               .slot_mapping = a.slot_mapping,
               .table = a.cos_sin_cache,
               .num_slots_given = a.num_slots_given,
               .num_slots = a.num_slots,
               .max_position = a.max_position,
               .rotary_dim = static_cast<uint32_t>(a.rotary_dim),
               .page_size = a.page_size,
               .slots_per_page = Divisor::of(static_cast<uint32_t>(a.page_size)),
               .position_dtype = a.position_dtype,
               .slot_dtype = a.slot_dtype,
               .table_dtype = a.table_dtype,
               .cache_dtype = a.cache_dtype};
  auto pieces = pieces_of(a);
  choose_widths(a, pieces, plan);
  for (const Piece& piece : pieces) {
    if (!has_work(piece)) continue;
    if (ropekv_status s = add_part(a, piece, plan, error)) return s;
  }
  plan->shape = forced.value_or(shape_for(bytes_moved(a, *plan)));
  if (plan->vec < full_chunk(a)) plan->shape = Shape::kSmall;
  cut_into_blocks(kThreadsPerBlock, plan);
  const Pace pace = pace_for(plan->shape, plan->num_blocks);
  cut_into_blocks(pace.threads_per_block, plan);
  plan->trigger = pace.trigger;
  return ROPEKV_OK;
}

}  // namespace ropekv::production
