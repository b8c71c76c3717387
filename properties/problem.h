// A case made ready: what its index arrays hold, where everything lies, what the cache must hold.
// All on the host, and the same for every launch of the case.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/contract.h"
#include "reference/cache_model.h"
#include "reference/inputs.h"
#include "reference/layout.h"

namespace ropekv {

// How much a case may ask for. Depends on the class, never on the machine.
enum class SizeClass : uint8_t { kSmall, kDefault, kLarge, kHuge };

int64_t max_elements(SizeClass size);  // over all tensors of a case
int64_t max_bytes(SizeClass size);     // that a trial may take, bookkeeping included
// A sentence if the case is past the class, else empty. Allocates nothing.
std::string why_refused(const Case& c, SizeClass size);

struct Problem {
  explicit Problem(const Case& c);

  Case c;
  Inputs in;
  Layout layout;
  std::vector<int64_t> slot_owners;    // [num_slots]
  std::vector<int64_t> token_owners;   // [num_tokens], empty unless a position is bad
  std::vector<int64_t> region_offset;  // of each region in the arena, in bytes
  int64_t arena_bytes = 0;
  int64_t num_good_tokens = 0;      // with a position in the table
  int64_t num_owned_slots = 0;      // that hold a token's rows
  int64_t num_untouched_slots = 0;  // that keep every byte

  struct Place {
    const View* view;
    const Region* region;
    int64_t offset;  // of the region, in bytes
  };
  std::optional<Place> place(Tensor tensor) const;
  void* address(void* arena, Tensor tensor) const;  // of element (0, 0, 0), null if absent

  // The launch's arguments for an arena at this address.
  ropekv_args args(void* arena) const;
  // A slot that no token owns, if there is one: what a decoy says.
  int64_t decoy_slot(int64_t decoy_idx) const;
  // The bytes that positions, slot_mapping and cos_sin_cache hold, over poison.
  std::vector<std::byte> index_image(Tensor tensor, std::vector<std::byte> poisoned) const;
};

}  // namespace ropekv
