#include "properties/coverage.h"

namespace ropekv {
namespace {

// Whole launch shapes whose edges have each broken a kernel; bug_museum classes in brackets.
constexpr Bucket kBuckets[] = {
    {"tokens=0", [](const Case& c) { return c.num_tokens == 0; }},  // F4
    {"tokens=1", [](const Case& c) { return c.num_tokens == 1; }},  // E8
    {"tokens=2", [](const Case& c) { return c.num_tokens == 2; }},
    {"tokens=31..33", [](const Case& c) { return c.num_tokens >= 31 && c.num_tokens <= 33; }},
    {"tokens=63..65", [](const Case& c) { return c.num_tokens >= 63 && c.num_tokens <= 65; }},
    {"tokens=127..129", [](const Case& c) { return c.num_tokens >= 127 && c.num_tokens <= 129; }},
    {"tokens=255..257", [](const Case& c) { return c.num_tokens >= 255 && c.num_tokens <= 257; }},
    {"tokens=511..513", [](const Case& c) { return c.num_tokens >= 511 && c.num_tokens <= 513; }},
    {"tokens>=1023", [](const Case& c) { return c.num_tokens >= 1023; }},   // J6
    {"tokens=65535", [](const Case& c) { return c.num_tokens == 65535; }},  // F3
    {"tokens=65536", [](const Case& c) { return c.num_tokens == 65536; }},
    {"tokens=65537", [](const Case& c) { return c.num_tokens == 65537; }},
    {"mha", [](const Case& c) { return c.num_qo_heads == c.num_kv_heads && c.num_kv_heads > 1; }},
    {"gqa", [](const Case& c) { return c.num_qo_heads > c.num_kv_heads && c.num_kv_heads > 1; }},
    {"mqa", [](const Case& c) { return c.num_qo_heads > 1 && c.num_kv_heads == 1; }},
    {"more kv than qo heads", [](const Case& c) { return c.num_qo_heads < c.num_kv_heads; }},
    {"more than 32 kv heads", [](const Case& c) { return c.num_kv_heads > 32; }},
    {"odd heads", [](const Case& c) { return c.num_qo_heads % 2 == 1 && c.num_qo_heads > 1; }},
    {"head_dim=64", [](const Case& c) { return c.head_dim == 64; }},
    {"head_dim=128", [](const Case& c) { return c.head_dim == 128; }},
    {"head_dim 80, 96, 112, 192",  // D4
     [](const Case& c) {
       return c.head_dim == 80 || c.head_dim == 96 || c.head_dim == 112 || c.head_dim == 192;
     }},
    {"head_dim>=256", [](const Case& c) { return c.head_dim >= 256; }},
    {"head_dim<16", [](const Case& c) { return c.head_dim < 16; }},
    {"odd head_dim", [](const Case& c) { return c.head_dim % 2 == 1; }},
    {"rotary_dim=2", [](const Case& c) { return c.rotary_dim == 2; }},
    {"rotary_dim full", [](const Case& c) { return c.rotary_dim == c.head_dim; }},
    {"rotary_dim half", [](const Case& c) { return 2 * c.rotary_dim == c.head_dim; }},
    {"rotary_dim odd part",
     [](const Case& c) { return c.rotary_dim % 16 != 0 && c.rotary_dim < c.head_dim; }},
    {"v_head_dim differs", [](const Case& c) { return c.v_head_dim != c.head_dim; }},
    {"neox f32",
     [](const Case& c) { return c.style == RopeStyle::kNeox && c.dtype == DType::kF32; }},
    {"neox f16",
     [](const Case& c) { return c.style == RopeStyle::kNeox && c.dtype == DType::kF16; }},
    {"neox bf16",
     [](const Case& c) { return c.style == RopeStyle::kNeox && c.dtype == DType::kBF16; }},
    {"interleaved f32",
     [](const Case& c) { return c.style == RopeStyle::kInterleaved && c.dtype == DType::kF32; }},
    {"interleaved f16",
     [](const Case& c) { return c.style == RopeStyle::kInterleaved && c.dtype == DType::kF16; }},
    {"interleaved bf16",
     [](const Case& c) { return c.style == RopeStyle::kInterleaved && c.dtype == DType::kBF16; }},
    {"positions int32", [](const Case& c) { return c.position_dtype == IndexType::kInt32; }},
    {"slots int32", [](const Case& c) { return c.slot_dtype == IndexType::kInt32; }},
    {"index types differ", [](const Case& c) { return c.position_dtype != c.slot_dtype; }},
    {"no cache", [](const Case& c) { return c.cache == CacheWrite::kNone; }},
    {"k cache only", [](const Case& c) { return c.cache == CacheWrite::kKOnly; }},  // B13
    {"v cache only", [](const Case& c) { return c.cache == CacheWrite::kVOnly; }},
    {"q absent", [](const Case& c) { return c.absent == Absent::kQ; }},
    {"k absent", [](const Case& c) { return c.absent == Absent::kK; }},
    {"in place", [](const Case& c) { return c.in_place; }},
    {"out of place", [](const Case& c) { return !c.in_place; }},
    {"in place with cache",
     [](const Case& c) { return c.in_place && c.cache == CacheWrite::kBoth; }},
    {"partial rotary with cache",  // T1
     [](const Case& c) { return c.rotary_dim < c.head_dim && c.cache == CacheWrite::kBoth; }},
    {"fused qkv row", [](const Case& c) { return c.qkv == QkvSource::kFused; }},  // E1
    {"padded q or k heads", [](const Case& c) { return c.q_pad.head > 0 || c.k_pad.head > 0; }},
    {"padded cache",  // E2, E5
     [](const Case& c) { return c.k_buffer_pad != Padding{} || c.v_buffer_pad != Padding{}; }},
    {"odd padding",
     [](const Case& c) { return c.q_pad.head % 2 == 1 || c.k_buffer_pad.head % 2 == 1; }},
    {"pool full", [](const Case& c) { return c.num_slots == c.num_tokens; }},  // B9
    {"pool of one slot", [](const Case& c) { return c.num_slots == 1; }},      // B10
    {"more tokens than slots", [](const Case& c) { return c.num_tokens > c.num_slots; }},
    {"pool past 16 bits", [](const Case& c) { return c.num_slots > 65536; }},
    {"slots permuted", [](const Case& c) { return c.slots.kind == SlotKind::kPermuted; }},
    {"slots clustered", [](const Case& c) { return c.slots.kind == SlotKind::kClustered; }},
    {"slots from the tail", [](const Case& c) { return c.slots.kind == SlotKind::kTail; }},
    {"slots in order", [](const Case& c) { return c.slots.kind == SlotKind::kIota; }},
    {"slot -1",
     [](const Case& c) {
       return c.holes.kind != HoleKind::kNone && c.holes.value == HoleValue::kMinusOne;
     }},
    {"slot past the end",  // B12
     [](const Case& c) {
       return c.holes.kind != HoleKind::kNone && c.holes.value == HoleValue::kPastEnd;
     }},
    {"slot lowest",
     [](const Case& c) {
       return c.holes.kind != HoleKind::kNone && c.holes.value == HoleValue::kLowest;
     }},
    {"slot negative",
     [](const Case& c) {
       return c.holes.kind != HoleKind::kNone && c.holes.value == HoleValue::kNegative;
     }},
    {"slot far past the end",
     [](const Case& c) {
       return c.holes.kind != HoleKind::kNone && c.holes.value == HoleValue::kFarPastEnd;
     }},
    {"all holes", [](const Case& c) { return c.holes.kind == HoleKind::kAll; }},               // B6
    {"slot_mapping shorter", [](const Case& c) { return c.num_slots_given < c.num_tokens; }},  // B1
    {"slot_mapping empty",
     [](const Case& c) { return c.num_slots_given == 0 && c.num_tokens > 0; }},
    {"positions repeated",
     [](const Case& c) { return c.positions.kind == PositionKind::kRepeated; }},
    {"positions descending",
     [](const Case& c) { return c.positions.kind == PositionKind::kDescending; }},
    {"positions random",
     [](const Case& c) { return c.positions.kind == PositionKind::kRandom; }},  // G6
    {"positions at edges",
     [](const Case& c) { return c.positions.kind == PositionKind::kEdges; }},  // G4
    {"positions outside", [](const Case& c) { return c.bad_positions_permille > 0; }},
    {"table past 16 bits", [](const Case& c) { return c.max_position > 65536; }},
    {"table of one row", [](const Case& c) { return c.max_position == 1; }},
    {"table real", [](const Case& c) { return c.table == TableKind::kReal; }},
    {"table wild", [](const Case& c) { return c.table == TableKind::kWild; }},  // D17
    {"table identity", [](const Case& c) { return c.table == TableKind::kIdentity; }},
    {"values normal", [](const Case& c) { return c.values == Values::kNormal; }},
    {"values integers", [](const Case& c) { return c.values == Values::kIntegers; }},
    {"values large", [](const Case& c) { return c.values == Values::kLarge; }},
    {"values tiny", [](const Case& c) { return c.values == Values::kTiny; }},
    {"values zeros", [](const Case& c) { return c.values == Values::kZeros; }},
    {"values special", [](const Case& c) { return c.values == Values::kSpecial; }},
    {"values bits", [](const Case& c) { return c.values == Values::kBits; }},
    {"pdl", [](const Case& c) { return c.pdl; }},
};

}  // namespace

std::span<const Bucket> all_buckets() {
  return kBuckets;
}

}  // namespace ropekv
