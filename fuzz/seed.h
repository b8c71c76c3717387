// The campaign seed as people write it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ropekv {

// Decimal, 0x... (at most 16 digits), or exactly 40 hex digits (a commit; the first 16 count).
std::optional<uint64_t> parse_seed(std::string_view text);

// A seed for a campaign that was given none.
uint64_t entropy_seed();

struct SeedAndIndex {
  uint64_t seed, case_idx;
};

// "SEED:K": case K of a campaign.
std::optional<SeedAndIndex> parse_seed_and_index(std::string_view text);

}  // namespace ropekv
