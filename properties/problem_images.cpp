// What index arrays, the table and the device scales of a problem hold.
#include <algorithm>
#include <bit>
#include <cstring>

#include "properties/problem.h"
#include "reference/float_codes.h"

namespace ropekv {

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

void put_table_row(const uint32_t* f32_bits, int64_t count, DType dtype, std::byte* out) {
  if (dtype == DType::kF32) {
    std::memcpy(out, f32_bits, 4 * count);
    return;
  }
  for (int64_t i = 0; i < count; ++i) {
    const uint16_t code = static_cast<uint16_t>(code_from_f32(dtype, f32_bits[i]));
    std::memcpy(out + 2 * i, &code, 2);
  }
}

int64_t Problem::decoy_slot(int64_t decoy_idx) const {
  // From the end of the pool: patterns tend to use its beginning.
  constexpr int64_t kMostTries = 4096;
  const int64_t num_slots = c.stores() ? c.num_slots : 0;
  for (int64_t i = 0; i < std::min(num_slots, kMostTries); ++i) {
    const int64_t slot = num_slots - 1 - (decoy_idx + i) % num_slots;
    if (!model.find(slot) && !model.is_unspecified(slot)) return slot;
  }
  return c.num_slots - 1;
}

std::vector<std::byte> Problem::index_image(Tensor tensor, std::vector<std::byte> image) const {
  switch (tensor) {
    case Tensor::kPositions:
      put_indices(in.positions, c.position_dtype, image.data());
      break;
    case Tensor::kSlotMapping: {
      std::vector<int64_t> slots = in.slot_mapping;
      // Of a history's launch: decoys begin where its mapping ends.
      const int64_t room = place(tensor)->region->num_elements - std::ssize(slots);
      for (int64_t i = 0; i < room; ++i) slots.push_back(decoy_slot(i));
      put_indices(slots, c.slot_dtype, image.data());
      break;
    }
    case Tensor::kKScale:
    case Tensor::kVScale: {
      const float scale = tensor == Tensor::kKScale ? c.k_scale : c.v_scale;
      std::memcpy(image.data(), &scale, 4);
      break;
    }
    default:
      for (int64_t row = 0; row < c.max_position; ++row) {
        if (!in.row_used[row]) continue;
        put_table_row(&in.cos_sin_cache[row * c.rotary_dim], c.rotary_dim, c.table_dtype,
                      image.data() + row * c.rotary_dim * dtype_bytes(c.table_dtype));
      }
  }
  return image;
}

}  // namespace ropekv
