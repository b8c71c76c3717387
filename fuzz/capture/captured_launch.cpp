#include "fuzz/capture/captured_launch.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "fuzz/capture/capture_fields.h"
#include "fuzz/capture/capture_json.h"

namespace ropekv {
namespace {

using Json = nlohmann::json;

const Json& needed(const Json& launch, const std::string& field) {
  const auto found = launch.find(field);
  if (found == launch.end()) throw CaptureError(field + " is missing");
  return *found;
}

// A field that may be left out, or null.
const Json* optional_field(const Json& launch, const std::string& field) {
  const auto found = launch.find(field);
  return found == launch.end() || found->is_null() ? nullptr : &*found;
}

bool flag(const Json& launch, const std::string& field) {
  const Json* value = optional_field(launch, field);
  if (value && !value->is_boolean()) refuse_field(field, *value, "true or false");
  return value && value->get<bool>();
}

int64_t integer(const Json& launch, const std::string& field, int64_t otherwise) {
  const Json* value = optional_field(launch, field);
  return value ? integer_of(*value, field) : otherwise;
}

// One of two words, the first where there is none.
bool is_second_word(const Json& launch, const std::string& field, std::string_view first,
                    std::string_view second) {
  const Json* value = optional_field(launch, field);
  if (!value || *value == first) return false;
  if (*value != second) refuse_field(field, *value, fmt::format("{} or {}", first, second));
  return true;
}

float scale(const Json& launch, const std::string& field) {
  const Json* value = optional_field(launch, field);
  if (!value) return 1;
  const float number = value->is_number() ? value->get<float>() : 0;
  if (!(number > 0 && std::isfinite(number))) refuse_field(field, *value, "finite and > 0");
  return number;
}

// q, k or v may come as [num_tokens, num_heads * dim], where the launch says dim.
std::optional<CapturedRows> rows(const Json& launch, std::string_view field,
                                 const std::string& dim_field, std::optional<ElementType>* type) {
  const std::string name(field);
  const Json* value = optional_field(launch, name);
  if (!value) return std::nullopt;
  CapturedTensor tensor = tensor_of(*value, name);
  if (!type->has_value()) *type = tensor.type;
  if (tensor.type != *type) {
    refuse_field(name + ".dtype", element_type_name(tensor.type),
                 fmt::format("that of the other tensors, {}", element_type_name(**type)));
  }
  if (tensor.shape.size() == 2) {
    const int64_t dim = integer(launch, dim_field, 0);
    if (dim <= 0 || tensor.shape[1] % dim != 0) {
      tensor.refuse_shape("[num_tokens, num_heads, dim], or [num_tokens, num_heads * " + dim_field +
                          "] with " + dim_field + " beside it");
    }
    tensor.shape = {tensor.shape[0], tensor.shape[1] / dim, dim};
    tensor.strides = {tensor.strides[0], dim, 1};
  }
  if (tensor.shape.size() != 3) tensor.refuse_shape("[num_tokens, num_heads, dim]");
  return CapturedRows{field,           tensor.shape[0],   tensor.shape[1],
                      tensor.shape[2], tensor.strides[0], tensor.strides[1],
                      tensor.address};
}

std::optional<CapturedPool> pool(const Json& launch, std::string_view field, bool hnd,
                                 std::optional<ElementType>* type) {
  const std::string name(field);
  const Json* value = optional_field(launch, name);
  if (!value) return std::nullopt;
  const CapturedTensor tensor = tensor_of(*value, name);
  if (!type->has_value()) *type = tensor.type;
  if (tensor.type != *type) {
    refuse_field(name + ".dtype", element_type_name(tensor.type),
                 fmt::format("that of k_buffer, {}", element_type_name(**type)));
  }
  const auto& shape = tensor.shape;
  const auto& strides = tensor.strides;
  if (shape.size() == 3) {
    return CapturedPool{field,      shape[0],   1,          shape[1],      shape[2],
                        strides[0], strides[0], strides[1], tensor.address};
  }
  if (shape.size() != 4) {
    tensor.refuse_shape(
        "[num_slots, num_heads, dim], or four dims in the order that page_layout says");
  }
  const size_t slot = hnd ? 2 : 1;
  const size_t head = hnd ? 1 : 2;
  return CapturedPool{field,      shape[0],      shape[slot],   shape[head],   shape[3],
                      strides[0], strides[slot], strides[head], tensor.address};
}

CapturedIndices indices(const Json& launch, const std::string& field, std::string_view shape) {
  const Json& value = needed(launch, field);
  expect_fields(value, field, {"shape", "strides", "dtype", "address", "values"});
  if (!value.contains("values")) throw CaptureError(field + ".values is missing");
  const Json& values = value.at("values");
  Json described = value;
  described.erase("values");
  if (!described.contains("shape")) described["shape"] = {values.size()};
  const CapturedTensor tensor = tensor_of(described, field);
  // mRoPE has [3, num_tokens].
  if (tensor.shape.size() != 1) tensor.refuse_shape(shape);
  CapturedIndices indices;
  indices.values = integers_of(values, field + ".values");
  if (std::ssize(indices.values) != tensor.shape[0]) {
    tensor.refuse_shape(fmt::format("[{}], as many as values", indices.values.size()));
  }
  if (tensor.type != ElementType::kInt32 && tensor.type != ElementType::kInt64) {
    refuse_field(field + ".dtype", element_type_name(tensor.type), "int32 or int64");
  }
  indices.type = tensor.type == ElementType::kInt32 ? IndexType::kInt32 : IndexType::kInt64;
  indices.address = tensor.address;
  return indices;
}

DType float_type(ElementType type, const std::string& field) {
  if (type > ElementType::kBF16) {
    refuse_field(field, element_type_name(type), "f32, f16 or bf16");
  }
  return static_cast<DType>(type);
}

CacheDType cache_type(std::optional<ElementType> cache, ElementType rows) {
  if (!cache || *cache == rows) return CacheDType::kSame;
  if (*cache == ElementType::kE4M3) return CacheDType::kE4M3;
  if (*cache == ElementType::kE5M2) return CacheDType::kE5M2;
  refuse_field("dtype of the pools", element_type_name(*cache),
               fmt::format("that of q and k, {}, or e4m3 or e5m2", element_type_name(rows)));
}

void read_table(const Json& json, CapturedLaunch* launch) {
  const CapturedTensor table = tensor_of(needed(json, "cos_sin_cache"), "cos_sin_cache");
  if (table.shape.size() != 2) table.refuse_shape("[max_position, rotary_dim]");
  if (table.shape[0] > 1 && table.strides[0] != table.shape[1]) {
    refuse_field("cos_sin_cache.strides", table.strides, "those of a contiguous table");
  }
  launch->max_position = table.shape[0];
  launch->rotary_dim = table.shape[1];
  launch->table_dtype = float_type(table.type, "cos_sin_cache.dtype");
  launch->table_address = table.address;
  const int64_t theta = integer(json, "theta", 10000);
  if (theta < 1) refuse_field("theta", theta, "at least 1");
  launch->theta = static_cast<uint64_t>(theta);
}

void read_tensors(const Json& json, CapturedLaunch* launch) {
  std::optional<ElementType> type, cache;
  launch->q = rows(json, "q", "head_dim", &type);
  launch->k = rows(json, "k", "head_dim", &type);
  launch->v = rows(json, "v", json.contains("v_head_dim") ? "v_head_dim" : "head_dim", &type);
  launch->q_rope = rows(json, "q_rope", "head_dim", &type);
  launch->k_rope = rows(json, "k_rope", "head_dim", &type);
  if (!launch->q && !launch->k) throw CaptureError("q and k are both missing");
  const bool hnd = is_second_word(json, "page_layout", "nhd", "hnd");
  launch->k_buffer = pool(json, "k_buffer", hnd, &cache);
  launch->v_buffer = pool(json, "v_buffer", hnd, &cache);
  launch->dtype = float_type(*type, std::string(launch->q ? "q" : "k") + ".dtype");
  launch->cache_dtype = cache_type(cache, *type);
}

}  // namespace

CapturedLaunch parse_captured_launch(std::string_view line) {
  const Json json = parse_capture_json(line);
  expect_fields(json, "the launch",
                {"ropekv_capture",
                 "name",
                 "meta",
                 "style",
                 "q",
                 "k",
                 "v",
                 "q_rope",
                 "k_rope",
                 "head_dim",
                 "v_head_dim",
                 "k_buffer",
                 "v_buffer",
                 "page_layout",
                 "positions",
                 "slot_mapping",
                 "cos_sin_cache",
                 "theta",
                 "num_slots",
                 "reserved_slot",
                 "k_scale",
                 "v_scale",
                 "scale_in",
                 "pdl"});
  if (const Json& version = needed(json, "ropekv_capture"); version != kCaptureVersion) {
    refuse_field("ropekv_capture", version, fmt::format("{}, the version", kCaptureVersion));
  }
  CapturedLaunch launch;
  if (const Json* name = optional_field(json, "name")) {
    if (!name->is_string()) refuse_field("name", *name, "text");
    launch.name = name->get<std::string>();
  }
  needed(json, "style");
  launch.style = is_second_word(json, "style", "neox", "interleaved") ? RopeStyle::kInterleaved
                                                                      : RopeStyle::kNeox;
  read_tensors(json, &launch);
  read_table(json, &launch);
  launch.positions = indices(json, "positions", "[num_tokens]");
  launch.slot_mapping = indices(json, "slot_mapping", "[num_slots_given]");
  if (optional_field(json, "num_slots")) launch.num_slots = integer(json, "num_slots", 0);
  launch.reserved_slot = integer(json, "reserved_slot", -1);
  if (launch.reserved_slot < -1)
    refuse_field("reserved_slot", launch.reserved_slot, "a slot or -1");
  launch.k_scale = scale(json, "k_scale");
  launch.v_scale = scale(json, "v_scale");
  launch.scale_in =
      is_second_word(json, "scale_in", "host", "device") ? ScaleIn::kDevice : ScaleIn::kHost;
  launch.pdl = flag(json, "pdl");
  return launch;
}

}  // namespace ropekv
