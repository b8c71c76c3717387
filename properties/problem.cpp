#include "properties/problem.h"

#include <algorithm>

#include "properties/tensor_kinds.h"

namespace ropekv {
namespace {

// Guards are wide enough for a stray row of most heads, and every region starts aligned as an
// allocation of its own would.
constexpr int64_t kGuardBytes = 4096;
constexpr int64_t kAlignment = 256;

int64_t round_up(int64_t value, int64_t unit) {
  return (value + unit - 1) / unit * unit;
}

// Views of `base`'s memory that only the first num_tokens tokens use.
Layout layout_of_first_tokens(const Case& base, int64_t num_tokens, int64_t num_slots_given) {
  Layout layout = make_layout(base);
  for (Region& region : layout.regions) {
    for (int i = 0; i < region.num_views; ++i) {
      View& view = region.views[i];
      if (view.tensor == Tensor::kSlotMapping) {
        view.num_rows = num_slots_given;
      } else if (!is_cache(view.tensor) && view.tensor <= Tensor::kPositions) {
        view.num_rows = num_tokens;
      }
    }
  }
  return layout;
}

Case case_of_launch(Case c, const Inputs& in, uint64_t data_seed) {
  c.num_tokens = std::ssize(in.positions);
  c.num_slots_given = std::ssize(in.slot_mapping);
  c.data_seed = data_seed;
  c.scenario = {};
  return c;
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
  return int64_t{1} << 35;
}

// Huge: two pools of 32 GiB and more, on a GPU of 80 GB and up.
int64_t max_bytes(SizeClass size) {
  return size == SizeClass::kHuge ? int64_t{72} << 30 : 16 * max_elements(size);
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
  // The arena, a copy of its inputs, and the table here.
  int64_t bytes = layout.total_bytes() + c.max_position * (4 * c.rotary_dim + 1);
  for (const Region& region : layout.regions) {
    if (!is_cache(region.views[0].tensor)) bytes += region.bytes();
  }
  if (bytes > max_bytes(size)) {
    return "the case needs " + std::to_string(bytes) + " bytes, more than the " +
           std::to_string(max_bytes(size)) + of_size;
  }
  if (c.memory == Memory::kGuarded) return {};
  for (const Region& region : layout.regions) {
    if (region.bytes() + kGuardBytes <= kFenceChunkBytes) continue;
    return std::string(tensor_name(region.views[0].tensor)) + " has " +
           std::to_string(region.bytes()) + " bytes, more than fit into a chunk of the fence, " +
           std::to_string(kFenceChunkBytes - kGuardBytes);
  }
  return {};
}

Problem::Problem(const Case& the_case, const Declarations& declared)
    : c(the_case), how(declared), in(materialise(c)), layout(make_layout(c)) {
  count_tokens_and_slots();
}

Problem::Problem(const Case& base, const Declarations& declared, Inputs inputs, uint64_t data_seed)
    : c(case_of_launch(base, inputs, data_seed)),
      how(declared),
      in(std::move(inputs)),
      layout(layout_of_first_tokens(base, c.num_tokens, c.num_slots_given)) {
  count_tokens_and_slots();
}

void Problem::count_tokens_and_slots() {
  model = model_cache(c, in);
  for (int64_t t = 0; t < c.num_tokens; ++t) {
    if (in.position_in_table(t)) continue;
    token_is_bad.resize(c.num_tokens);
    token_is_bad[t] = 1;
  }
  num_good_tokens = c.num_tokens - std::ranges::count(token_is_bad, 1);
  if (c.stores()) {
    num_untouched_slots = c.num_slots - std::ssize(model.owned) - std::ssize(model.unspecified);
  }
  is_fenced() ? place_against_fence() : place_guarded();
}

void Problem::place_guarded() {
  int64_t end = 0;
  for (const Region& region : layout.regions) {
    region_offset.push_back(round_up(end + kGuardBytes, kAlignment) +
                            region.misaligned_elements * region.element_bytes);
    end = region_offset.back() + region.bytes();
  }
  arena_bytes = round_up(end + kGuardBytes, kAlignment);
  stretches.push_back({0, arena_bytes});
}

// Flush: where a tensor's bytes are no multiple of 16, its start is aligned to its element only.
void Problem::place_against_fence() {
  for (int64_t i = 0; i < std::ssize(layout.regions); ++i) {
    const Region& region = layout.regions[i];
    const int64_t begin = fence_chunk_begin(i);
    const int64_t end = begin + kFenceChunkBytes;
    if (c.memory == Memory::kFenceEnd) {
      region_offset.push_back(end - region.bytes());
      const int64_t guard = (region_offset.back() - kGuardBytes) / kAlignment * kAlignment;
      stretches.push_back({std::max(begin, guard), end});
    } else {
      region_offset.push_back(begin);
      const int64_t guard = round_up(begin + region.bytes() + kGuardBytes, kAlignment);
      stretches.push_back({begin, std::min(end, guard)});
    }
  }
  arena_bytes = kFenceChunks * kFencePitchBytes;
}

bool Problem::has_slot(int64_t token) const {
  const int64_t slot = token < c.num_slots_given ? in.slot_mapping[token] : -1;
  return slot >= 0 && slot < c.num_slots;
}

bool Problem::promises(Tensor output, int64_t token) const {
  if (!in.position_in_table(token)) return false;
  if (output != Tensor::kKRope) return true;
  return how.writes_k_rope && (how.rotates_padded_k || has_slot(token));
}

int64_t Problem::stretch_bytes() const {
  int64_t bytes = 0;
  for (const Stretch& stretch : stretches) bytes += stretch.end_bytes - stretch.begin_bytes;
  return bytes;
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

}  // namespace ropekv
