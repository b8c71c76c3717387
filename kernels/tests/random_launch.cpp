#include "kernels/tests/random_launch.h"

#include <algorithm>
#include <iterator>
#include <sstream>

#include "kernels/element.h"

namespace ropekv::testing {
namespace {

// Lays tensors out in one block: offsets first, pointers once the block exists.
class Layout {
 public:
  // `tidy`: everything on the 16-byte grid, as the widest chunks need it.
  Layout(XorShift& random, const ropekv_args& args, bool tidy)
      : random_(random), args_(args), tidy_(tidy) {}

  // Bytes [offset, offset + bytes) with gaps around them; now and then not 16-byte aligned.
  size_t reserve(int128 bytes, int64_t element) {
    const int64_t shift = !tidy_ && random_.one_in(4) ? random_.in_range(1, 7) * element : 0;
    const size_t offset = (end_ + 256) / 256 * 256 + static_cast<size_t>(shift);
    end_ = offset + static_cast<size_t>(bytes) + 64;
    return offset;
  }
  void place(const void** field, size_t offset) { fields_.push_back({field, offset}); }
  void place(void** field, size_t offset) {
    place(const_cast<const void**>(field), offset);  // similar types: they may alias
  }

  // Strides of [outer, heads, dim] in one of the orders that the field has; returns their extent.
  int128 rows(ropekv_strides* stride, int64_t outer, int64_t heads, int64_t dim) {
    if (random_.one_in(4)) {
      stride->token = dim + gap(24);
      stride->head = outer * stride->token + gap(32);
    } else {
      stride->head = dim + gap(24);
      stride->token = heads * stride->head + gap(32);
    }
    return (outer - 1) * stride->token + (heads - 1) * stride->head + dim;
  }
  // A pool in one of the orders that the field has, with gaps; returns its extent, which ends with
  // the last slot: the last page may be partial.
  int128 pool(ropekv_cache_strides* stride, int64_t dim) {
    if (args_.page_size == 1) {
      ropekv_strides s{};
      const int128 elements = rows(&s, args_.num_slots, args_.num_kv_heads, dim);
      *stride = {s.token, random_.in_range(-5, 5), s.head};  // a page holds one slot
      return elements;
    }
    const bool hnd = random_.one_in(2);
    int64_t& inner = hnd ? stride->slot : stride->head;
    int64_t& outer = hnd ? stride->head : stride->slot;
    inner = dim + gap(24);
    outer = inner * (hnd ? args_.page_size : args_.num_kv_heads) + gap(9);
    stride->page = outer * (hnd ? args_.num_kv_heads : args_.page_size) + gap(40);
    return extent(*stride, dim);
  }
  int128 extent(const ropekv_cache_strides& stride, int64_t dim) const {
    int128 last = 0;
    for (int64_t slot = 0; slot < args_.num_slots; ++slot) {
      const int128 row =
          slot / args_.page_size * stride.page + slot % args_.page_size * stride.slot;
      last = std::max(last, row);
    }
    return last + (args_.num_kv_heads - 1) * stride.head + dim;
  }

  size_t end() const { return end_; }
  void resolve(std::byte* base) {
    for (const auto& [field, offset] : fields_) *field = base + offset;
  }

 private:
  struct Field {
    const void** field;
    size_t offset;
  };
  // Elements between two rows.
  int64_t gap(int64_t most) {
    if (!random_.one_in(3)) return 0;
    return tidy_ ? 16 * random_.in_range(1, 2) : random_.in_range(1, most);
  }

  XorShift& random_;
  const ropekv_args& args_;
  const bool tidy_;
  size_t end_ = 0;
  std::vector<Field> fields_;
};

// Sizes where some kernels change their mind: many slots, long tables, one token. Rarely, and with
// small rows, since every launch of every test pays for its bytes.
void choose_extreme(XorShift& random, ropekv_args& a) {
  switch (random.in_range(0, 2)) {
    case 0:
      a.num_slots = random.in_range(65537, 66000);
      a.num_kv_heads = 1;
      a.head_dim = a.v_head_dim = 8;
      break;
    case 1:
      a.max_position = random.in_range(4098, 6000);
      a.head_dim = 16;
      break;
    default:
      a.num_tokens = a.num_slots_given = 1;
  }
  a.rotary_dim = std::min(a.rotary_dim, a.head_dim);
}

void choose_dtypes(XorShift& random, ropekv_args& a) {
  a.dtype = static_cast<int32_t>(random.in_range(ROPEKV_F32, ROPEKV_BF16));
  a.table_dtype = random.one_in(2) ? ROPEKV_F32
                                   : static_cast<int32_t>(random.in_range(ROPEKV_F32, ROPEKV_BF16));
  a.cache_dtype = random.one_in(2)
                      ? a.dtype
                      : static_cast<int32_t>(random.in_range(ROPEKV_FP8_E4M3, ROPEKV_FP8_E5M2));
  a.position_dtype = static_cast<int32_t>(random.in_range(0, 1));
  a.slot_dtype = static_cast<int32_t>(random.in_range(0, 1));
}

void choose_shape(XorShift& random, ropekv_args& a, bool tidy) {
  a.struct_bytes = sizeof(a);
  a.contract_version = ROPEKV_CONTRACT_VERSION;
  a.num_tokens = random.one_in(8) ? random.in_range(60, 140) : random.in_range(1, 12);
  a.num_slots_given = random.one_in(4) ? random.in_range(0, a.num_tokens) : a.num_tokens;
  a.num_slots = random.in_range(1, a.num_tokens + 20);
  a.max_position = random.in_range(1, 50);
  a.num_qo_heads = static_cast<int32_t>(random.in_range(1, 7));
  a.num_kv_heads = static_cast<int32_t>(random.in_range(1, 4));
  constexpr int32_t kFriendly[] = {32, 64, 80, 96, 128, 192};
  const auto dim = [&] {
    return !tidy && random.one_in(3) ? static_cast<int32_t>(random.in_range(2, 140))
                                     : kFriendly[random.in_range(0, 5)];
  };
  a.head_dim = dim();
  a.v_head_dim = random.one_in(3) ? dim() : a.head_dim;
  a.rotary_dim = !tidy && random.one_in(3)
                     ? 2 * static_cast<int32_t>(random.in_range(1, a.head_dim / 2))
                 : random.one_in(3) ? std::max(2, a.head_dim / 4 * 2)
                                    : a.head_dim / 2 * 2;
  if (random.one_in(40)) choose_extreme(random, a);
  constexpr int32_t kPageSizes[] = {2, 3, 16, 64, 80, 128};
  a.page_size = random.one_in(2) ? 1 : kPageSizes[random.in_range(0, 5)];
  if (a.page_size > 64 && a.num_slots < 200) a.num_slots += 100;
  a.reserved_slot = random.one_in(2) ? random.in_range(0, a.num_slots - 1) : -1;
  a.style = static_cast<int32_t>(random.in_range(0, 1));
  choose_dtypes(random, a);
  a.enable_pdl = static_cast<int32_t>(random.in_range(0, 1));
}

// q, k and v: apart, or slices of one fused row. Outputs: in place, or apart.
void lay_out_rows(XorShift& random, ropekv_args& a, Layout& layout, bool has_q, bool has_k) {
  const int64_t bytes = element_bytes(a.dtype);
  const int64_t q_size = int64_t{a.num_qo_heads} * a.head_dim;
  const int64_t k_size = int64_t{a.num_kv_heads} * a.head_dim;
  const int64_t v_size = int64_t{a.num_kv_heads} * a.v_head_dim;
  const auto apart = [&](auto** field, ropekv_strides* stride, int64_t heads, int64_t dim) {
    layout.place(field,
                 layout.reserve(layout.rows(stride, a.num_tokens, heads, dim) * bytes, bytes));
  };
  if (random.one_in(3)) {
    const int64_t row = q_size + k_size + v_size + 8 * random.in_range(0, 2);
    const size_t base = layout.reserve(int128{a.num_tokens} * row * bytes, bytes);
    if (has_q) layout.place(&a.q, base);
    if (has_k) layout.place(&a.k, base + static_cast<size_t>(q_size * bytes));
    layout.place(&a.v, base + static_cast<size_t>((q_size + k_size) * bytes));
    a.q_stride = a.k_stride = {row, a.head_dim};
    a.v_stride = {row, a.v_head_dim};
  } else {
    if (has_q) apart(&a.q, &a.q_stride, a.num_qo_heads, a.head_dim);
    if (has_k) apart(&a.k, &a.k_stride, a.num_kv_heads, a.head_dim);
    apart(&a.v, &a.v_stride, a.num_kv_heads, a.v_head_dim);
  }
  a.q_rope_stride = a.q_stride;  // in place, unless laid out apart; the pointer follows
  a.k_rope_stride = a.k_stride;
  if (has_q && random.one_in(2)) apart(&a.q_rope, &a.q_rope_stride, a.num_qo_heads, a.head_dim);
  if (has_k && random.one_in(2)) apart(&a.k_rope, &a.k_rope_stride, a.num_kv_heads, a.head_dim);
}

// K and V as views of one tensor: halves of a page (with page_size 1, of a slot), or side by side
// in each row.
void lay_out_one_tensor(XorShift& random, ropekv_args& a, Layout& layout) {
  const int64_t bytes = element_bytes(a.cache_dtype);
  const int64_t heads = a.num_kv_heads;
  int64_t v_begin = a.head_dim;
  if (random.one_in(2)) {  // [pages, page_size, heads, K | V]
    const int64_t row = int64_t{a.head_dim} + a.v_head_dim;
    a.k_buffer_stride = {a.page_size * heads * row, heads * row, row};
  } else {  // [pages, 2, page_size, heads, dim] or [pages, 2, heads, page_size, dim]
    const int64_t dim = std::max(a.head_dim, a.v_head_dim);
    v_begin = a.page_size * heads * dim;
    a.k_buffer_stride = random.one_in(2)
                            ? ropekv_cache_strides{2 * v_begin, heads * dim, dim}
                            : ropekv_cache_strides{2 * v_begin, dim, a.page_size * dim};
  }
  a.v_buffer_stride = a.k_buffer_stride;
  const int128 elements = v_begin + layout.extent(a.v_buffer_stride, a.v_head_dim);
  const size_t base = layout.reserve(elements * bytes, bytes);
  layout.place(&a.k_buffer, base);
  layout.place(&a.v_buffer, base + static_cast<size_t>(v_begin * bytes));
}

void lay_out_caches(XorShift& random, ropekv_args& a, Layout& layout, bool has_k) {
  const int64_t bytes = element_bytes(a.cache_dtype);
  if (has_k && random.one_in(4)) {
    lay_out_one_tensor(random, a, layout);
    return;
  }
  if (has_k && !random.one_in(5)) {
    layout.place(&a.k_buffer,
                 layout.reserve(layout.pool(&a.k_buffer_stride, a.head_dim) * bytes, bytes));
  }
  if (!random.one_in(5)) {
    layout.place(&a.v_buffer,
                 layout.reserve(layout.pool(&a.v_buffer_stride, a.v_head_dim) * bytes, bytes));
  }
}

// Scales behind pointers; where there are none, a place stays null.
struct DeviceScales {
  const void *k = nullptr, *v = nullptr;
  float k_scale = 0, v_scale = 0;

  void write(ropekv_args& a) const {
    a.k_scale_ptr = static_cast<const float*>(k);
    a.v_scale_ptr = static_cast<const float*>(v);
    if (k != nullptr) *const_cast<float*>(a.k_scale_ptr) = k_scale;
    if (v != nullptr) *const_cast<float*>(a.v_scale_ptr) = v_scale;
  }
};

// By value or behind a pointer; then the field beside it holds another legal scale. Some make ties
// of short inputs, which a reciprocal breaks otherwise, and some make everything over- or
// underflow.
void lay_out_scales(XorShift& random, ropekv_args& a, Layout& layout, DeviceScales& scales) {
  constexpr float kScales[] = {1.0F, 3.0F,  7.0F,   0.4375F, 0.5F,   3.3F,  1.0F / 7,
                               5.0F, 0.01F, 448.0F, 1e-30F,  1e-38F, 1e30F, 0x1p-9F};
  constexpr int64_t kLast = std::size(kScales) - 1;
  for (float* scale : {&a.k_scale, &a.v_scale, &scales.k_scale, &scales.v_scale}) {
    *scale = kScales[random.in_range(0, kLast)];
  }
  for (const void** place : {&scales.k, &scales.v}) {
    if (random.one_in(2)) layout.place(place, layout.reserve(sizeof(float), sizeof(float)));
  }
}

void write_index(const void* array, int32_t dtype, int64_t i, int64_t value) {
  if (dtype == ROPEKV_INT64) {
    static_cast<int64_t*>(const_cast<void*>(array))[i] = value;
  } else {
    static_cast<int32_t*>(const_cast<void*>(array))[i] = static_cast<int32_t>(value);
  }
}

void fill_indices(XorShift& random, const ropekv_args& a) {
  const bool strays = random.one_in(6);
  for (int64_t t = 0; t < a.num_tokens; ++t) {
    int64_t position = random.in_range(0, a.max_position - 1);
    if (strays && random.one_in(4)) position = random.one_in(2) ? -1 : a.max_position;
    write_index(a.positions, a.position_dtype, t, position);
  }
  // Each slot at most once: duplicates may come out either way.
  std::vector<int64_t> slots(static_cast<size_t>(a.num_slots));
  for (size_t i = 0; i < slots.size(); ++i) {
    slots[i] = static_cast<int64_t>(i);
    std::swap(slots[i], slots[static_cast<size_t>(random.in_range(0, static_cast<int64_t>(i)))]);
  }
  if (a.reserved_slot >= 0 && random.one_in(2)) {  // the first token names it
    std::swap(slots[0], *std::ranges::find(slots, a.reserved_slot));
  }
  const int64_t nowhere[] = {-1, -7, a.num_slots, a.num_slots + 3, INT32_MAX};
  for (int64_t t = 0; t < a.num_slots_given; ++t) {
    const bool no_slot = t >= a.num_slots || random.one_in(6);
    write_index(a.slot_mapping, a.slot_dtype, t,
                no_slot ? nowhere[random.in_range(0, 4)] : slots[static_cast<size_t>(t)]);
  }
}

// Random bits everywhere, outputs and gaps included: they bring NaNs, infinities and subnormals.
// Half of the launches are tamed to values in [0.5, 1), where roundings decide.
void fill_values(XorShift& random, const ropekv_args& a, std::byte* memory, size_t num_bytes) {
  const bool tame = random.one_in(2);
  const uint64_t keep = a.dtype == ROPEKV_F32   ? 0x807fffff807fffffU
                        : a.dtype == ROPEKV_F16 ? 0x83ff83ff83ff83ffU
                                                : 0x807f807f807f807fU;
  const uint64_t sign = a.dtype == ROPEKV_F32 ? 0x8000000080000000U : 0x8000800080008000U;
  const uint64_t exponent = a.dtype == ROPEKV_F32   ? 0x3f0000003f000000U
                            : a.dtype == ROPEKV_F16 ? 0x3800380038003800U
                                                    : 0x3f003f003f003f00U;
  for (size_t i = 0; i + 8 <= num_bytes; i += 8) {
    uint64_t bits = tame ? (random.next() & keep) | exponent : random.next();
    if (random.one_in(16)) bits &= sign;  // zeros of both signs
    std::memcpy(memory + i, &bits, sizeof(bits));
  }
}

// Mostly in [-1, 1]; now and then what lies there already.
void fill_table(XorShift& random, const ropekv_args& a) {
  auto* table = static_cast<std::byte*>(const_cast<void*>(a.cos_sin_cache));
  const auto write = [&](int64_t i, auto code) {
    std::memcpy(table + i * int64_t{sizeof(code)}, &code, sizeof(code));
  };
  for (int64_t i = 0; i < a.max_position * a.rotary_dim; ++i) {
    const auto random_bits = static_cast<uint32_t>(random.next() >> 32);
    if (random.one_in(50)) continue;
    const float x = static_cast<float>(random_bits) / 2147483648.0F - 1.0F;
    if (a.table_dtype == ROPEKV_F32) write(i, F32::narrow(x));
    if (a.table_dtype == ROPEKV_F16) write(i, F16::narrow(x));
    if (a.table_dtype == ROPEKV_BF16) write(i, Bf16::narrow(x));
  }
}

}  // namespace

RandomLaunch random_launch(uint64_t seed, Allocate allocate) {
  XorShift random(seed);
  RandomLaunch launch{};
  ropekv_args& a = launch.args;
  const bool tidy = random.one_in(3);
  choose_shape(random, a, tidy);
  const bool has_q = !random.one_in(8);
  const bool has_k = !random.one_in(8);

  Layout layout(random, a, tidy);
  lay_out_rows(random, a, layout, has_q, has_k);
  lay_out_caches(random, a, layout, has_k);
  DeviceScales scales;
  lay_out_scales(random, a, layout, scales);
  layout.place(&a.positions, layout.reserve(a.num_tokens * 8, index_bytes(a.position_dtype)));
  layout.place(&a.slot_mapping, layout.reserve(a.num_tokens * 8, index_bytes(a.slot_dtype)));
  const int64_t table_bytes = element_bytes(a.table_dtype);
  layout.place(&a.cos_sin_cache,
               layout.reserve(a.max_position * a.rotary_dim * table_bytes, table_bytes));

  launch.num_bytes = (layout.end() + 255) / 256 * 256;
  launch.memory = allocate(launch.num_bytes);
  layout.resolve(launch.memory.get());
  if (!has_q) a.num_qo_heads = 0;
  if (a.q_rope == nullptr) a.q_rope = const_cast<void*>(a.q);
  if (a.k_rope == nullptr) a.k_rope = const_cast<void*>(a.k);
  fill_values(random, a, launch.memory.get(), launch.num_bytes);
  fill_table(random, a);
  fill_indices(random, a);
  scales.write(a);
  return launch;
}

ropekv_args of_q_alone(int64_t num_tokens, int32_t num_heads, int32_t head_dim) {
  ropekv_args a = random_launch(1).args;
  a.k = a.v = a.k_rope = a.k_buffer = a.v_buffer = nullptr;
  a.slot_mapping = nullptr;
  a.k_scale_ptr = a.v_scale_ptr = nullptr;
  a.num_tokens = num_tokens;
  a.num_slots_given = a.num_slots = a.num_kv_heads = 0;
  a.num_qo_heads = num_heads;
  a.head_dim = a.rotary_dim = head_dim;
  a.reserved_slot = -1;
  a.position_dtype = ROPEKV_INT64;
  a.q_stride = a.q_rope_stride = {int64_t{num_heads} * head_dim, head_dim};
  return a;
}

std::string summary(const ropekv_args& a) {
  std::ostringstream out;
  out << "tokens " << a.num_tokens << " slots_given " << a.num_slots_given << " slots "
      << a.num_slots << " heads " << a.num_qo_heads << "/" << a.num_kv_heads << " dims "
      << a.rotary_dim << "/" << a.head_dim << "/" << a.v_head_dim << " page_size " << a.page_size
      << " style " << a.style << " dtypes " << a.dtype << "/" << a.table_dtype << "/"
      << a.cache_dtype << " index dtypes " << a.position_dtype << a.slot_dtype << " scales "
      << (a.k_scale_ptr != nullptr ? *a.k_scale_ptr : a.k_scale) << "/"
      << (a.v_scale_ptr != nullptr ? *a.v_scale_ptr : a.v_scale)
      << (a.q == a.q_rope ? " q in place" : "") << (a.k == a.k_rope ? " k in place" : "")
      << (a.k_buffer != nullptr ? " k_buffer" : "") << (a.v_buffer != nullptr ? " v_buffer" : "");
  return out.str();
}

}  // namespace ropekv::testing
