// A case made ready: what its index arrays hold, where everything lies, what the cache must hold.
// All on the host, and the same for every launch of the case.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/contract.h"
#include "properties/poison.h"
#include "reference/cache_model.h"
#include "reference/declarations.h"
#include "reference/inputs.h"
#include "reference/layout.h"

namespace ropekv {

// How much a case may ask for. Depends on the class, never on the machine.
enum class SizeClass : uint8_t { kSmall, kDefault, kLarge, kHuge };

int64_t max_elements(SizeClass size);  // over all tensors of a case
int64_t max_bytes(SizeClass size);     // that a trial may take, bookkeeping included
// A sentence if the case is past the class, or too large for its fence, else empty. Allocates
// nothing.
std::string why_refused(const Case& c, SizeClass size);

// The fence: one chunk of memory for each region, with memory that faults before and behind it.
// Chunk i begins at i * kFencePitchBytes + (kFencePitchBytes - kFenceChunkBytes).
inline constexpr int64_t kFenceChunkBytes = int64_t{2} << 20;  // what the GPU maps at a time
inline constexpr int64_t kFencePitchBytes = int64_t{4} << 20;
inline constexpr int kFenceChunks = 12;

inline constexpr int64_t fence_chunk_begin(int64_t chunk_idx) {
  return chunk_idx * kFencePitchBytes + (kFencePitchBytes - kFenceChunkBytes);
}

// Painted memory of the arena, in bytes, 16-byte aligned; every region lies in one. Guarded memory
// is one stretch; against a fence each region has one, with a guard on its other side.
struct Stretch {
  int64_t begin_bytes, end_bytes;
};

struct Problem {
  explicit Problem(const Case& c, const Declarations& how = {});
  // One launch of a history (serving.h): memory as for `base`, of which this launch uses the first
  // in.positions.size() tokens; their data is that of `data_seed`.
  Problem(const Case& base, const Declarations& how, Inputs in, uint64_t data_seed);

  Case c;
  Declarations how;
  Inputs in;
  Layout layout;
  CacheModel model;
  std::vector<uint8_t> token_is_bad;   // [num_tokens], empty unless a position is bad
  std::vector<int64_t> region_offset;  // of each region in the arena, in bytes
  std::vector<Stretch> stretches;
  int64_t arena_bytes = 0;
  int64_t num_good_tokens = 0;      // with a position in the table
  int64_t num_untouched_slots = 0;  // that keep every byte

  bool is_fenced() const { return c.memory != Memory::kGuarded; }
  struct Place {
    const View* view;
    const Region* region;
    int64_t offset;  // of the region, in bytes
  };
  std::optional<Place> place(Tensor tensor) const;
  void* address(void* arena, Tensor tensor) const;  // of element (0, 0, 0), null if absent

  // The launch's arguments for an arena at this address.
  ropekv_args args(void* arena) const;
  // Slots that no token owns, if there are any: what decoys say.
  std::vector<int64_t> decoy_slots(int64_t count) const;
  // What positions, slot_mapping, cos_sin_cache and the device scales hold, over poison. Kept until
  // it is asked for over another poison: further launches of a case use it again.
  struct IndexImages {
    Poison poison;
    std::vector<int64_t> place;    // of each region in bytes, as in the arena modulo 16; -1: none
    std::vector<std::byte> bytes;  // one behind the other
  };
  const IndexImages& index_images(const Poison& poison) const;
  // Whether the launch says what q_rope or k_rope holds for this token.
  bool promises(Tensor output, int64_t token) const;
  bool has_slot(int64_t token) const;
  int64_t stretch_bytes() const;  // of all stretches: what a trial looks at

 private:
  void put_index_image(Tensor tensor, std::byte* poisoned) const;
  void place_guarded();
  void place_against_fence();
  void count_tokens_and_slots();

  mutable std::optional<IndexImages> index_images_;
};

// Values of an index array, and f32 bits of table values, over the bytes of their region.
void put_indices(const std::vector<int64_t>& values, IndexType type, std::byte* out);
void put_table_row(const uint32_t* f32_bits, int64_t count, DType dtype, std::byte* out);

// Of the tokens [begin, end) of a launch alone: all other arguments stay.
ropekv_args args_of_tokens(const ropekv_args& args, int64_t begin, int64_t end);
// Of the q heads [q_begin, q_end) and kv heads [kv_begin, kv_end) alone.
ropekv_args args_of_heads(const ropekv_args& args, int32_t q_begin, int32_t q_end, int32_t kv_begin,
                          int32_t kv_end);

}  // namespace ropekv
