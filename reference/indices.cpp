#include "reference/indices.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "reference/data.h"
#include "reference/hash.h"

namespace ropekv {
namespace {

constexpr int64_t kMaxInt32 = std::numeric_limits<int32_t>::max();

// Outside the table in each of the ways that have been seen: below, just past, far past.
int64_t bad_position(const Case& c, uint64_t random) {
  const bool wide = c.position_dtype == IndexType::kInt64;
  switch (random % 5) {
    case 0:
      return -1;
    case 1:
      return c.max_position;
    case 2:
      return wide ? std::numeric_limits<int64_t>::max() : kMaxInt32;
    case 3:
      return wide ? std::numeric_limits<int64_t>::min() : -kMaxInt32 - 1;
    default:
      return std::min<int64_t>(c.max_position + static_cast<int64_t>(random >> 8 & 0xFFFF),
                               kMaxInt32);
  }
}

int64_t good_position(const Case& c, int64_t token) {
  const uint64_t rows = static_cast<uint64_t>(c.max_position);
  const uint64_t t = static_cast<uint64_t>(token);
  const uint64_t arg = c.positions.arg;
  switch (c.positions.kind) {
    case PositionKind::kIota:
      return static_cast<int64_t>((arg % rows + t) % rows);
    case PositionKind::kRepeated:
      return static_cast<int64_t>(t % arg % rows);
    case PositionKind::kDescending:
      return static_cast<int64_t>((arg % rows + rows - t % rows) % rows);
    case PositionKind::kSame:
      return static_cast<int64_t>(arg % rows);
    case PositionKind::kRandom:
      return static_cast<int64_t>(philox64(arg, kStreamPositions, t) % rows);
    case PositionKind::kEdges: {
      const uint64_t random = philox64(arg, kStreamPositions, t);
      const uint64_t edges[] = {0, 1 % rows, rows - 1, rows - std::min<uint64_t>(rows, 2)};
      return static_cast<int64_t>((random & 7) < 4 ? edges[random & 3] : (random >> 3) % rows);
    }
    case PositionKind::kList:
      break;
  }
  return c.positions.list[t];
}

bool is_hole(const Case& c, uint64_t token) {
  switch (c.holes.kind) {
    case HoleKind::kNone:
      return false;
    case HoleKind::kAll:
      return true;
    case HoleKind::kTail:
      return c.holes.arg >= static_cast<uint64_t>(c.num_slots_given) - token;  // never wraps
    case HoleKind::kEvery:
      return token % c.holes.arg == c.holes.arg - 1;
    case HoleKind::kRandom:
      break;
  }
  return philox64(c.holes.arg, kStreamHoles, token) % 1000 < c.holes.permille;
}

int64_t hole_slot(const Case& c, uint64_t token) {
  switch (c.holes.value) {
    case HoleValue::kMinusOne:
      return -1;
    case HoleValue::kPastEnd:
      return c.num_slots;  // fits: with int32 slots a pool has at most 2^31 - 1
    case HoleValue::kNegative:
      return -2 - static_cast<int64_t>(token % 1000);
    case HoleValue::kFarPastEnd: {
      const int64_t slot = c.num_slots + 1 + static_cast<int64_t>(token % 1000);
      return c.slot_dtype == IndexType::kInt32 ? std::min(slot, kMaxInt32) : slot;
    }
    case HoleValue::kReserved:
      return c.reserved_slot;
    case HoleValue::kLowest:
      break;
  }
  return c.slot_dtype == IndexType::kInt32 ? -kMaxInt32 - 1 : std::numeric_limits<int64_t>::min();
}

}  // namespace

// A Feistel network over the next even power of two, walked until it falls inside (Black and
// Rogaway, "Ciphers with arbitrary finite domains", 2002).
uint64_t permuted(uint64_t seed, uint64_t size, uint64_t index) {
  const int half_bits = std::max<int>(1, (std::bit_width(size - 1) + 1) / 2);
  const uint64_t mask = (uint64_t{1} << half_bits) - 1;
  do {
    uint64_t left = index >> half_bits;
    uint64_t right = index & mask;
    for (uint64_t round = 0; round < 4; ++round) {
      const uint64_t next = left ^ (mix64(seed ^ mix64(right + (round << 60))) & mask);
      left = right;
      right = next;
    }
    index = (left << half_bits) | right;
  } while (index >= size);
  return index;
}

int64_t position_of(const Case& c, int64_t token) {
  if (c.bad_positions_permille > 0) {
    const uint64_t random =
        philox64(c.data_seed, kStreamBadPositions, static_cast<uint64_t>(token));
    if (random % 1000 < c.bad_positions_permille) return bad_position(c, random / 1000);
  }
  return good_position(c, token);
}

int64_t slot_of(const Case& c, int64_t token) {
  if (c.slots.kind == SlotKind::kList) return c.slots.list[token];
  const uint64_t t = static_cast<uint64_t>(token);
  const uint64_t size = static_cast<uint64_t>(c.num_slots);
  const bool shares = c.slots.kind == SlotKind::kColliding;
  if ((t >= size && !shares) || is_hole(c, t)) return hole_slot(c, t);
  switch (c.slots.kind) {
    case SlotKind::kIota:
      return static_cast<int64_t>((c.slots.arg % size + t) % size);
    case SlotKind::kTail:
      return static_cast<int64_t>(size - 1 - t);
    case SlotKind::kClustered: {
      // Whole runs first; the tokens behind the last whole run fill what is left in order.
      const uint64_t runs = size / c.slots.run;
      const uint64_t run = t / c.slots.run;
      return static_cast<int64_t>(
          run >= runs ? t : permuted(c.slots.arg, runs, run) * c.slots.run + t % c.slots.run);
    }
    case SlotKind::kColliding: {
      // Drawn, not in turn: neighbours and tokens far apart share slots, some alone, some many.
      const uint64_t drawn =
          philox64(c.slots.arg, kStreamSlots, t) % std::min<uint64_t>(c.slots.run, size);
      return static_cast<int64_t>(permuted(c.slots.arg, size, drawn));
    }
    case SlotKind::kPermuted:
    case SlotKind::kList:
      break;
  }
  return static_cast<int64_t>(permuted(c.slots.arg, size, t));
}

}  // namespace ropekv
