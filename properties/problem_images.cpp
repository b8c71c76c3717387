// What index arrays, the table and the device scales of a problem hold.
#include <algorithm>
#include <bit>
#include <cstring>

#include "properties/problem.h"
#include "properties/tensor_kinds.h"
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

// From the end of the pool, as patterns tend to use its beginning: for each decoy the first free
// slot from its own place on. The search goes on where that of the decoy before it ended.
std::vector<int64_t> Problem::decoy_slots(int64_t count) const {
  constexpr int64_t kMostTries = 4096;
  const int64_t num_slots = c.stores() ? c.num_slots : 0;
  const int64_t tries = std::min(num_slots, kMostTries);
  const auto slot_at = [&](int64_t step) { return num_slots - 1 - step % num_slots; };
  std::vector<int64_t> slots;
  int64_t step = 0;
  for (int64_t i = 0; i < count; ++i) {
    for (step = std::max(step, i); step < i + tries; ++step) {
      const int64_t slot = slot_at(step);
      if (!model.find(slot) && !model.is_unspecified(slot)) break;
    }
    slots.push_back(step < i + tries ? slot_at(step) : c.num_slots - 1);
  }
  return slots;
}

void Problem::put_index_image(Tensor tensor, std::byte* image) const {
  switch (tensor) {
    case Tensor::kPositions:
      put_indices(in.positions, c.position_dtype, image);
      break;
    case Tensor::kSlotMapping: {
      std::vector<int64_t> slots = in.slot_mapping;
      // Of a history's launch: decoys begin where its mapping ends.
      const int64_t room = place(tensor)->region->num_elements - std::ssize(slots);
      const std::vector<int64_t> decoys = decoy_slots(room);
      slots.insert(slots.end(), decoys.begin(), decoys.end());
      put_indices(slots, c.slot_dtype, image);
      break;
    }
    case Tensor::kKScale:
    case Tensor::kVScale: {
      const float scale = tensor == Tensor::kKScale ? c.k_scale : c.v_scale;
      std::memcpy(image, &scale, 4);
      break;
    }
    default:
      for (int64_t row = 0; row < c.max_position; ++row) {
        if (!in.row_used[row]) continue;
        put_table_row(&in.cos_sin_cache[row * c.rotary_dim], c.rotary_dim, c.table_dtype,
                      image + row * c.rotary_dim * dtype_bytes(c.table_dtype));
      }
  }
}

const Problem::IndexImages& Problem::index_images(const Poison& poison) const {
  if (index_images_ && index_images_->poison == poison) return *index_images_;
  IndexImages images{poison, {}, {}};
  int64_t all_bytes = 0;
  for (size_t i = 0; i < layout.regions.size(); ++i) {
    images.place.push_back(-1);
    if (!is_index(layout.regions[i].views[0].tensor)) continue;
    images.place.back() = (all_bytes + 15) / 16 * 16 + region_offset[i] % 16;
    all_bytes = images.place.back() + layout.regions[i].bytes();
  }
  images.bytes.resize(all_bytes);
  for (size_t i = 0; i < layout.regions.size(); ++i) {
    if (images.place[i] < 0) continue;
    std::byte* image = images.bytes.data() + images.place[i];
    const int64_t begin = region_offset[i];
    put_poison(poison, begin, begin + layout.regions[i].bytes(), image);
    put_index_image(layout.regions[i].views[0].tensor, image);
  }
  return index_images_.emplace(std::move(images));
}

}  // namespace ropekv
