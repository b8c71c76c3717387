#include "kernels/canary/place_by_shape.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "kernels/canary/dice.h"

namespace ropekv::canaries {
namespace {

struct Range {
  const Byte* begin;
  const Byte* end;
};

Range range_of(const TensorView& tensor) {
  const Byte* begin = static_cast<const Byte*>(tensor.base);
  return {begin, begin + static_cast<int64_t>(extent_bytes(tensor))};
}

bool is_there(const TensorView& tensor) {
  return tensor.base != nullptr &&
         std::ranges::all_of(tensor.dims, [](const Dim& dim) { return dim.size > 0; });
}

// What may lie in one allocation, taken together: the rows of a fused QKV, two pools that are views
// of one tensor. The first and the last byte of each group are then ends of an allocation.
std::vector<Range> groups_of(const ropekv_args& a) {
  const auto [q, q_rope, k, k_rope, v, k_buffer, v_buffer] = tensors_of(a);
  std::vector<Range> groups;
  const auto put = [&](std::initializer_list<TensorView> tensors) {
    Range all{nullptr, nullptr};
    for (const TensorView& tensor : tensors) {
      if (!is_there(tensor)) continue;
      const Range range = range_of(tensor);
      if (!all.begin || range.begin < all.begin) all.begin = range.begin;
      if (!all.end || range.end > all.end) all.end = range.end;
    }
    if (all.begin) groups.push_back(all);
  };
  put({q, k, v});
  if (a.q_rope != a.q) put({q_rope});
  if (a.k_rope != a.k) put({k_rope});
  put({k_buffer, v_buffer});
  const auto put_array = [&](const void* base, int64_t bytes) {
    const Byte* begin = static_cast<const Byte*>(base);
    if (base && bytes > 0) groups.push_back({begin, begin + bytes});
  };
  put_array(a.positions, a.num_tokens * index_bytes(a.position_dtype));
  put_array(a.cos_sin_cache, a.max_position * a.rotary_dim * element_bytes(a.table_dtype));
  return groups;
}

Byte* writable(const Byte* at) {
  return const_cast<Byte*>(at);
}

Place in_guard(const ropekv_args& a, bool behind, Dice* dice) {
  constexpr int64_t kNear = 64;  // bytes
  const std::vector<Range> groups = groups_of(a);
  const Range group = groups[dice->below(std::ssize(groups))];
  const int64_t distance = dice->below(kNear);
  return {writable(behind ? group.end + distance : group.begin - 1 - distance), dice->bit()};
}

// Dims enclose each other: the largest stride first leaves the rest for the others.
bool holds(const TensorView& tensor, const Byte* at) {
  const Range range = range_of(tensor);
  if (at < range.begin || at >= range.end) return false;
  auto dims = tensor.dims;
  std::ranges::sort(dims, std::greater(), &Dim::stride);
  int64_t rest = (at - range.begin) / tensor.element_bytes;
  for (const Dim& dim : dims) {
    if (dim.size > 1) rest -= std::min(rest / dim.stride, dim.size - 1) * dim.stride;
  }
  return rest < tensor.row_size;
}

const Byte* some_row(const TensorView& tensor, Dice* dice) {
  int64_t index = 0;
  for (const Dim& dim : tensor.dims) {
    if (dim.size > 1) index += dice->below(dim.size) * dim.stride;
  }
  return range_of(tensor).begin + index * tensor.element_bytes;
}

// Behind a row that is not the last, and in no other tensor's row.
Place in_gap(const ropekv_args& a, Dice* dice) {
  constexpr int kTries = 16;
  std::vector<TensorView> tensors;
  for (const TensorView& tensor : tensors_of(a)) {
    if (is_there(tensor)) tensors.push_back(tensor);
  }
  const int64_t first = dice->below(std::ssize(tensors));
  for (int64_t i = 0; i < std::ssize(tensors); ++i) {
    const TensorView& tensor = tensors[(first + i) % std::ssize(tensors)];
    const Byte* end = range_of(tensor).end;
    for (int i_try = 0; i_try < kTries; ++i_try) {
      const Byte* row_end = some_row(tensor, dice) + tensor.row_size * tensor.element_bytes;
      const Byte* at = row_end + dice->below(tensor.element_bytes);
      const auto has_it = [&](const TensorView& other) { return holds(other, at); };
      if (at < end && std::ranges::none_of(tensors, has_it)) return {writable(at), dice->bit()};
    }
  }
  return {};
}

Place in_input(const ropekv_args& a, Dice* dice) {
  struct Input {
    const void* begin;  // of a row, or of the whole array
    int64_t bytes;
  };
  std::vector<Input> inputs = {
      {a.positions, a.num_tokens * index_bytes(a.position_dtype)},
      {a.slot_mapping, a.num_slots_given * index_bytes(a.slot_dtype)},
      {a.cos_sin_cache, a.max_position * a.rotary_dim * element_bytes(a.table_dtype)},
      {a.k_scale_ptr, sizeof(float)},
      {a.v_scale_ptr, sizeof(float)}};
  const auto [q, q_rope, k, k_rope, v, k_buffer, v_buffer] = tensors_of(a);
  for (const TensorView& tensor : {q, k, v}) {
    const bool in_place = tensor.base == a.q_rope || tensor.base == a.k_rope;
    if (in_place || !is_there(tensor)) continue;
    inputs.push_back({some_row(tensor, dice), tensor.row_size * tensor.element_bytes});
  }
  std::erase_if(inputs, [](const Input& one) { return !one.begin || one.bytes == 0; });
  const Input& input = inputs[dice->below(std::ssize(inputs))];
  return {writable(static_cast<const Byte*>(input.begin)) + dice->below(input.bytes), dice->bit()};
}

}  // namespace

Place place_by_shape(Wrong wrong, const ropekv_args& a) {
  if (a.num_tokens == 0) return {};
  Dice dice(wrong, a);
  switch (wrong) {
    case Wrong::kGuardBefore:
      return in_guard(a, false, &dice);
    case Wrong::kGuardBehind:
      return in_guard(a, true, &dice);
    case Wrong::kGap:
      return in_gap(a, &dice);
    case Wrong::kInput:
      return in_input(a, &dice);
    default:
      return {};
  }
}

}  // namespace ropekv::canaries
