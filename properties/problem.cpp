#include "properties/problem.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace ropekv {
namespace {

// Guards are wide enough for a stray row of most heads, and every region starts aligned as an
// allocation of its own would.
constexpr int64_t kGuardBytes = 4096;
constexpr int64_t kAlignment = 256;

bool stores(const Case& c) {
  return c.writes_k() || c.writes_v();
}

int64_t round_up(int64_t value, int64_t unit) {
  return (value + unit - 1) / unit * unit;
}

ropekv_strides strides(const View& view) {
  return {view.row_stride, view.head_stride};
}

ropekv_cache_strides cache_strides(const View& view) {
  return {view.row_stride, view.row_stride, view.head_stride};  // flat: pages of one slot
}

int32_t contract_dtype(DType dtype) {
  return dtype == DType::kF32 ? ROPEKV_F32 : dtype == DType::kF16 ? ROPEKV_F16 : ROPEKV_BF16;
}

int32_t contract_index(IndexType type) {
  return type == IndexType::kInt32 ? ROPEKV_INT32 : ROPEKV_INT64;
}

void put_indices(const std::vector<int64_t>& values, IndexType type, std::byte* out) {
  for (const int64_t value : values) {
    if (type == IndexType::kInt32) {
      const int32_t narrow = static_cast<int32_t>(value);
      std::memcpy(out, &narrow, 4);
    } else {
      std::memcpy(out, &value, 8);
    }
    out += index_bytes(type);
  }
}

}  // namespace

int64_t max_elements(SizeClass size) {
  switch (size) {
    case SizeClass::kSmall:
      return int64_t{1} << 16;
    case SizeClass::kDefault:
      return int64_t{1} << 21;
    case SizeClass::kLarge:
      return int64_t{1} << 28;
    case SizeClass::kHuge:
      break;
  }
  return int64_t{1} << 34;
}

int64_t max_bytes(SizeClass size) {
  return 16 * max_elements(size);
}

std::string why_refused(const Case& c, SizeClass size) {
  static constexpr const char* kNames[] = {"small", "default", "large", "huge"};
  const std::string of_size = std::string(" of --size ") + kNames[static_cast<int>(size)];
  const Layout layout = make_layout(c);
  const int64_t elements = layout.total_elements() - kDecoySlots;
  if (elements > max_elements(size)) {
    return "the case has " + std::to_string(elements) + " elements, more than the " +
           std::to_string(max_elements(size)) + of_size;
  }
  // The arena and its image, the owner of each slot here and where the memory is, and the table.
  const int64_t bytes = 2 * layout.total_bytes() + 16 * (stores(c) ? c.num_slots : 0) +
                        c.max_position * (4 * c.rotary_dim + 1);
  if (bytes > max_bytes(size)) {
    return "the case needs " + std::to_string(bytes) + " bytes, more than the " +
           std::to_string(max_bytes(size)) + of_size;
  }
  return {};
}

Problem::Problem(const Case& the_case)
    : c(the_case),
      in(materialise(c)),
      layout(make_layout(c)),
      slot_owners(ropekv::slot_owners(c, in)) {
  for (int64_t t = 0; t < c.num_tokens; ++t) {
    if (in.position_in_table(t)) continue;
    if (token_owners.empty()) {
      for (int64_t i = 0; i < c.num_tokens; ++i) token_owners.push_back(i);
    }
    token_owners[t] = kUnspecified;
  }
  num_good_tokens = c.num_tokens - std::ranges::count(token_owners, kUnspecified);
  num_untouched_slots = std::ranges::count(slot_owners, kUntouched);
  num_owned_slots = std::ranges::count_if(slot_owners, [](int64_t owner) { return owner >= 0; });
  int64_t end = 0;
  for (const Region& region : layout.regions) {
    region_offset.push_back(round_up(end + kGuardBytes, kAlignment));
    end = region_offset.back() + region.bytes();
  }
  arena_bytes = round_up(end + kGuardBytes, kAlignment);
}

std::optional<Problem::Place> Problem::place(Tensor tensor) const {
  const auto found = layout.find(tensor);
  if (!found) return std::nullopt;
  return Place{found->view, &layout.regions[found->region_idx], region_offset[found->region_idx]};
}

void* Problem::address(void* arena, Tensor tensor) const {
  const auto found = place(tensor);
  if (!found) return nullptr;
  return static_cast<std::byte*>(arena) + found->offset +
         found->view->offset * found->region->element_bytes;
}

ropekv_args Problem::args(void* arena) const {
  ropekv_args args{};
  args.struct_bytes = sizeof args;
  args.contract_version = ROPEKV_CONTRACT_VERSION;
  args.num_tokens = c.num_tokens;
  args.num_slots_given = c.num_slots_given;
  args.num_slots = c.num_slots;
  args.max_position = c.max_position;
  args.reserved_slot = -1;
  args.num_qo_heads = c.has_q() ? static_cast<int32_t>(c.num_qo_heads) : 0;
  args.num_kv_heads = c.has_k() || c.has_v() ? static_cast<int32_t>(c.num_kv_heads) : 0;
  args.head_dim = static_cast<int32_t>(c.head_dim);
  args.v_head_dim = static_cast<int32_t>(c.v_head_dim);
  args.rotary_dim = static_cast<int32_t>(c.rotary_dim);
  args.page_size = 1;
  args.style = c.style == RopeStyle::kNeox ? ROPEKV_STYLE_NEOX : ROPEKV_STYLE_INTERLEAVED;
  args.dtype = contract_dtype(c.dtype);
  args.table_dtype = ROPEKV_F32;
  args.cache_dtype = contract_dtype(c.dtype);
  args.position_dtype = contract_index(c.position_dtype);
  args.slot_dtype = contract_index(c.slot_dtype);
  args.q = address(arena, Tensor::kQ);
  args.k = address(arena, Tensor::kK);
  args.v = address(arena, Tensor::kV);
  args.q_rope = address(arena, Tensor::kQRope);
  args.k_rope = address(arena, Tensor::kKRope);
  args.k_buffer = address(arena, Tensor::kKBuffer);
  args.v_buffer = address(arena, Tensor::kVBuffer);
  args.positions = address(arena, Tensor::kPositions);
  args.slot_mapping = address(arena, Tensor::kSlotMapping);
  args.cos_sin_cache = address(arena, Tensor::kCosSinCache);
  const auto stride_of = [&](Tensor tensor) {
    const auto found = place(tensor);
    return found ? strides(*found->view) : ropekv_strides{};
  };
  const auto cache_stride_of = [&](Tensor tensor) {
    const auto found = place(tensor);
    return found ? cache_strides(*found->view) : ropekv_cache_strides{};
  };
  args.q_stride = stride_of(Tensor::kQ);
  args.k_stride = stride_of(Tensor::kK);
  args.v_stride = stride_of(Tensor::kV);
  args.q_rope_stride = stride_of(Tensor::kQRope);
  args.k_rope_stride = stride_of(Tensor::kKRope);
  args.k_buffer_stride = cache_stride_of(Tensor::kKBuffer);
  args.v_buffer_stride = cache_stride_of(Tensor::kVBuffer);
  // No cache here is fp8: who reads a scale all the same shows as NaN.
  args.k_scale = std::numeric_limits<float>::quiet_NaN();
  args.v_scale = args.k_scale;
  // Engines pass either for an empty mapping.
  if (c.num_slots_given == 0 && c.data_seed % 2 == 1) args.slot_mapping = nullptr;
  args.enable_pdl = c.pdl;
  return args;
}

int64_t Problem::decoy_slot(int64_t decoy_idx) const {
  // From the end of the pool: patterns tend to use its beginning.
  constexpr int64_t kMostTries = 4096;
  const int64_t num_slots = std::ssize(slot_owners);
  for (int64_t i = 0; i < std::min(num_slots, kMostTries); ++i) {
    const int64_t slot = num_slots - 1 - (decoy_idx + i) % num_slots;
    if (slot_owners[slot] == kUntouched) return slot;
  }
  return c.num_slots - 1;
}

std::vector<std::byte> Problem::index_image(Tensor tensor, std::vector<std::byte> image) const {
  switch (tensor) {
    case Tensor::kPositions:
      put_indices(in.positions, c.position_dtype, image.data());
      break;
    case Tensor::kSlotMapping:
      put_indices(in.slot_mapping, c.slot_dtype, image.data());
      for (int64_t i = 0; i < kDecoySlots; ++i) {
        put_indices({decoy_slot(i)}, c.slot_dtype,
                    image.data() + (c.num_slots_given + i) * index_bytes(c.slot_dtype));
      }
      break;
    default:
      for (int64_t row = 0; row < c.max_position; ++row) {
        if (!in.row_used[row]) continue;
        const int64_t row_bytes = c.rotary_dim * 4;
        std::memcpy(image.data() + row * row_bytes, &in.cos_sin_cache[row * c.rotary_dim],
                    row_bytes);
      }
  }
  return image;
}

}  // namespace ropekv
