#include "kernels/plugin_description.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <cstring>

#include "kernels/printable.h"

namespace ropekv {
namespace {

constexpr size_t kMostName = 64;
constexpr size_t kMostSummary = 200;
constexpr size_t kMostBytes = 4096;  // of a description of any version to come

// A later version of the struct is longer than ours, and is written into this all the same.
union Room {
  ropekv_description fields;
  std::array<unsigned char, kMostBytes> bytes;
};

std::string hex(uint32_t value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%x", value);
  return text.data();
}

std::string is(const char* field, const std::string& value, const std::string& why) {
  return std::string(field) + " is " + value + ": " + why;
}

std::string why_bad_mask(const ropekv_description& d) {
  constexpr uint32_t kOfRows = 1U << ROPEKV_F32 | 1U << ROPEKV_F16 | 1U << ROPEKV_BF16;
  constexpr uint32_t kFp8 = 1U << ROPEKV_FP8_E4M3 | 1U << ROPEKV_FP8_E5M2;
  constexpr uint32_t kTwo = 3;
  const struct {
    const char* field;
    uint32_t bits, known;
    bool may_be_none;
  } masks[] = {
      {"memories", d.memories, kTwo, false},
      {"styles", d.styles, kTwo, false},
      {"dtypes", d.dtypes, kOfRows, false},
      {"table_dtypes", d.table_dtypes, kOfRows, false},
      {"cache_dtypes", d.cache_dtypes, kOfRows | kFp8, true},
      {"position_dtypes", d.position_dtypes, kTwo, false},
      {"slot_dtypes", d.slot_dtypes, kTwo, false},
  };
  for (const auto& [field, bits, known, may_be_none] : masks) {
    if (const uint32_t unknown = bits & ~known; unknown != 0) {
      return is(field, hex(bits),
                "bits " + hex(unknown) +
                    " mean nothing here; it has bit 1u << value of each "
                    "value that is supported");
    }
    if (bits == 0 && !may_be_none) return is(field, "0", "nothing would be supported");
  }
  if (const uint32_t alone = d.cache_dtypes & kOfRows & ~d.dtypes; alone != 0) {
    return is("cache_dtypes", hex(d.cache_dtypes),
              "bits " + hex(alone) + " are not among dtypes, " + hex(d.dtypes) +
                  ", and a cache has the dtype of its input, or fp8");
  }
  return {};
}

std::string why_bad_limit(const ropekv_description& d) {
  const auto number = [](int32_t value) { return std::to_string(value); };
  if (d.max_head_dim < 0 || d.max_head_dim == 1) {
    return is("max_head_dim", number(d.max_head_dim), "it must be 0 for any, or at least 2");
  }
  if (d.max_page_size < 0) {
    return is("max_page_size", number(d.max_page_size), "it must be 0 for any, or at least 1");
  }
  const int32_t alignment = d.min_alignment_bytes;
  if (alignment < 0 || alignment > 256 || (alignment & (alignment - 1)) != 0) {
    return is("min_alignment_bytes", number(alignment), "it must be a power of two up to 256");
  }
  if (d.in_place == 0 && d.out_of_place == 0) {
    return "in_place and out_of_place are both 0: nothing would be supported";
  }
  return {};
}

std::string why_bad_choice(const ropekv_description& d) {
  const struct {
    const char* field;
    int32_t value, last;
  } choices[] = {
      {"in_place", d.in_place, 1},
      {"out_of_place", d.out_of_place, 1},
      {"writes_k_rope", d.writes_k_rope, 1},
      {"rotates_padded_k", d.rotates_padded_k, 1},
      {"skips_negative_slots", d.skips_negative_slots, 1},
      {"bounds_safe", d.bounds_safe, 1},
      {"arith", d.arith, ROPEKV_ARITH_INPUT_DTYPE},
      {"table", d.table, ROPEKV_TABLE_ROUNDED_TO_INPUT},
      {"ftz", d.ftz, 1},
      {"nan_payload", d.nan_payload, ROPEKV_NAN_PAYLOAD_CANONICAL},
      {"fp8_source", d.fp8_source, ROPEKV_FP8_SOURCE_ROUNDED_K_ROPE},
      {"fp8_scaling", d.fp8_scaling, ROPEKV_FP8_MULTIPLY},
      {"fp8_saturates", d.fp8_saturates, 1},
      {"fixed_order", d.fixed_order, 1},
  };
  for (const auto& [field, value, last] : choices) {
    if (value < 0 || value > last) {
      return is(field, std::to_string(value), "it must lie between 0 and " + std::to_string(last));
    }
  }
  return {};
}

}  // namespace

std::string why_malformed(const ropekv_description& fields) {
  for (const auto& why : {why_bad_mask(fields), why_bad_limit(fields), why_bad_choice(fields)}) {
    if (!why.empty()) return why;
  }
  return {};
}

PluginDescription read_description(ropekv_describe_fn describe) {
  Room room{};
  const ropekv_status status = describe(&room.fields);
  if (status != ROPEKV_OK) {
    throw PluginError("its ropekv_describe returned " + std::to_string(status));
  }
  const uint32_t length = room.fields.struct_bytes;
  const uint32_t version = room.fields.contract_version;
  if (version != ROPEKV_CONTRACT_VERSION) {
    throw PluginError("its contract_version is " + std::to_string(version) +
                      ", and this ropekv speaks version " +
                      std::to_string(ROPEKV_CONTRACT_VERSION));
  }
  if (length <= offsetof(ropekv_description, memories) || length > kMostBytes) {
    throw PluginError("its struct_bytes is " + std::to_string(length) +
                      ": it must be the sizeof(ropekv_description) that it was compiled with");
  }
  PluginDescription description;
  std::memcpy(&description.fields, &room, std::min<size_t>(length, sizeof description.fields));
  if (description.fields.name == nullptr) throw PluginError("its name is null");
  description.name = printable(description.fields.name, kMostName);
  if (description.name.empty()) throw PluginError("its name is empty");
  if (description.fields.summary != nullptr) {
    description.summary = printable(description.fields.summary, kMostSummary);
  }
  description.fields.name = description.fields.summary = nullptr;
  if (const std::string why = why_malformed(description.fields); !why.empty()) {
    throw PluginError("in its description " + why);
  }
  return description;
}

}  // namespace ropekv
