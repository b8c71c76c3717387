#include "reference/inputs.h"

#include <bit>

#include "reference/data.h"
#include "reference/indices.h"
#include "reference/trig.h"

namespace ropekv {
namespace {

constexpr uint32_t kOne = 0x3F800000u;

// Everyday values and, now and then, the ones that shortcuts are made for: 0, 1, -1, and a large
// number, so that no row looks like a rotation.
uint32_t wild_bits(const Case& c, int64_t row, int64_t column) {
  const uint32_t random =
      quad_bits(c.data_seed, kStreamTable, row, 0, column >> 2).word[column & 3];
  const uint32_t rare = static_cast<uint32_t>((random * 0x9E3779B97F4A7C15ull) >> 32);
  switch (rare & 63u) {
    case 0:
      return random & 0x80000000u;
    case 1:
      return (random & 0x80000000u) | kOne;
    case 2:
      return (random & 0x80000000u) | 0x461C4000u;  // 10000
    default:
      return everyday_f32(random);
  }
}

// In the dtype of the table, so that the f32 bits kept here are its values exactly.
uint32_t in_table_dtype(const Case& c, uint32_t bits) {
  return f32_from_code(c.table_dtype, code_from_f32(c.table_dtype, bits));
}

void fill_row(const Case& c, const std::vector<double>& inverse_frequency, int64_t row,
              uint32_t* out) {
  const int64_t half = c.rotary_dim / 2;
  std::vector<double> angles(inverse_frequency);
  for (double& angle : angles) angle *= static_cast<double>(row);
  std::vector<CosSin> pairs(angles.size());
  portable_cos_sin(angles.data(), std::ssize(angles), pairs.data());
  for (int64_t i = 0; i < half; ++i) {
    switch (c.table) {
      case TableKind::kReal:
        out[i] = std::bit_cast<uint32_t>(static_cast<float>(pairs[i].cos));
        out[half + i] = std::bit_cast<uint32_t>(static_cast<float>(pairs[i].sin));
        break;
      case TableKind::kWild:
        out[i] = wild_bits(c, row, i);
        out[half + i] = wild_bits(c, row, half + i);
        break;
      case TableKind::kIdentity:
        out[i] = kOne;
        out[half + i] = 0;
        break;
    }
    out[i] = in_table_dtype(c, out[i]);
    out[half + i] = in_table_dtype(c, out[half + i]);
  }
}

}  // namespace

uint32_t table_code(const Case& c, uint32_t f32_bits) {
  return code_from_f32(c.table_dtype, f32_bits);
}

Inputs materialise(const Case& c) {
  Inputs in;
  in.positions.resize(c.num_tokens);
  in.slot_mapping.resize(c.num_slots_given);
  in.row_used.assign(c.max_position, 0);
  in.cos_sin_cache.assign(c.max_position * c.rotary_dim, 0);
  for (int64_t t = 0; t < c.num_slots_given; ++t) in.slot_mapping[t] = slot_of(c, t);
  for (int64_t t = 0; t < c.num_tokens; ++t) {
    in.positions[t] = position_of(c, t);
    if (in.position_in_table(t)) in.row_used[in.positions[t]] = 1;
  }
  std::vector<double> inverse_frequency;
  for (int64_t i = 0; c.table == TableKind::kReal && i < c.rotary_dim / 2; ++i) {
    inverse_frequency.push_back(
        portable_inverse_power(static_cast<double>(c.theta),
                               2.0 * static_cast<double>(i) / static_cast<double>(c.rotary_dim)));
  }
  for (int64_t row = 0; row < c.max_position; ++row) {
    if (in.row_used[row]) {
      fill_row(c, inverse_frequency, row, &in.cos_sin_cache[row * c.rotary_dim]);
    }
  }
  return in;
}

}  // namespace ropekv
