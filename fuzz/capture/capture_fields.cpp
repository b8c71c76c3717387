#include "fuzz/capture/capture_fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>

#include "fuzz/capture/captured_launch.h"

namespace ropekv {
namespace {

using Json = nlohmann::json;

struct TypeName {
  std::string_view ours, of_pytorch;
  ElementType type;
};

constexpr std::array<TypeName, 7> kTypeNames = {{{"f32", "float32", ElementType::kF32},
                                                 {"f16", "float16", ElementType::kF16},
                                                 {"bf16", "bfloat16", ElementType::kBF16},
                                                 {"e4m3", "float8_e4m3fn", ElementType::kE4M3},
                                                 {"e5m2", "float8_e5m2", ElementType::kE5M2},
                                                 {"int32", "int32", ElementType::kInt32},
                                                 {"int64", "int64", ElementType::kInt64}}};

std::string shown(const Json& value) {
  constexpr size_t kMost = 60;
  const std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() > kMost ? text.substr(0, kMost) + "..." : text;
}

std::vector<int64_t> contiguous(const std::vector<int64_t>& shape) {
  std::vector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;) {
    strides[i - 1] = strides[i] * std::max<int64_t>(shape[i], 1);
  }
  return strides;
}

// Each dim: products of sizes and strides then stay within 63 bits, in case_legal.cpp's limits.
void expect_sizes(const std::vector<int64_t>& values, const Json& json, const std::string& field) {
  constexpr int64_t kMost = int64_t{1} << 41;  // past any stride that a case can say
  for (const int64_t value : values) {
    if (value < 0) refuse_field(field, json, "without negative numbers");
    if (value > kMost) refuse_field(field, json, fmt::format("of numbers up to {}", kMost));
  }
}

}  // namespace

void refuse_field(std::string_view field, const Json& value, std::string_view must_be) {
  throw CaptureError(fmt::format("{} is {}: it must be {}", field, shown(value), must_be));
}

void CapturedTensor::refuse_shape(std::string_view must_be) const {
  refuse_field(field + ".shape", shape, must_be);
}

void expect_fields(const Json& object, std::string_view where,
                   std::initializer_list<std::string_view> known) {
  if (!object.is_object()) refuse_field(where, object, "an object");
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(known, name) != known.end()) continue;
    throw CaptureError(fmt::format("{} has a field {}, which is unknown: it may have {}", where,
                                   shown(name), fmt::join(known, ", ")));
  }
}

int64_t integer_of(const Json& value, const std::string& field) {
  const bool fits = value.is_number_integer() &&
                    (!value.is_number_unsigned() ||
                     value.get<uint64_t>() <= uint64_t{std::numeric_limits<int64_t>::max()});
  if (!fits) refuse_field(field, value, "an integer of 64 bits");
  return value.get<int64_t>();
}

std::vector<int64_t> integers_of(const Json& value, const std::string& field) {
  if (!value.is_array()) refuse_field(field, value, "a list of integers");
  std::vector<int64_t> integers;
  integers.reserve(value.size());
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i].is_number_integer()) {
      integers.push_back(integer_of(value[i], field));
    } else {
      refuse_field(fmt::format("{}[{}]", field, i), value[i], "an integer");
    }
  }
  return integers;
}

ElementType element_type_of(const Json& value, const std::string& field) {
  constexpr std::string_view kModule = "torch.";
  std::string text = value.is_string() ? value.get<std::string>() : "";
  if (text.starts_with(kModule)) text = text.substr(kModule.size());
  for (const TypeName& name : kTypeNames) {
    if (text == name.ours || text == name.of_pytorch) return name.type;
  }
  refuse_field(field, value, "f32, f16, bf16, e4m3, e5m2, int32 or int64, or PyTorch's name of it");
}

std::string_view element_type_name(ElementType type) {
  return kTypeNames[static_cast<size_t>(type)].ours;
}

CapturedTensor tensor_of(const Json& value, const std::string& field) {
  expect_fields(value, field, {"shape", "strides", "dtype", "address"});
  for (const char* needed : {"shape", "dtype"}) {
    if (!value.contains(needed)) throw CaptureError(fmt::format("{}.{} is missing", field, needed));
  }
  CapturedTensor tensor;
  tensor.field = field;
  tensor.shape = integers_of(value.at("shape"), field + ".shape");
  expect_sizes(tensor.shape, value.at("shape"), field + ".shape");
  tensor.type = element_type_of(value.at("dtype"), field + ".dtype");
  if (const auto address = value.find("address"); address != value.end()) {
    if (!address->is_number_unsigned()) refuse_field(field + ".address", *address, "an address");
    tensor.address = address->get<uint64_t>();
  }
  const auto strides = value.find("strides");
  if (strides == value.end()) {
    tensor.strides = contiguous(tensor.shape);
    return tensor;
  }
  tensor.strides = integers_of(*strides, field + ".strides");
  expect_sizes(tensor.strides, *strides, field + ".strides");
  if (tensor.strides.size() != tensor.shape.size()) {
    refuse_field(field + ".strides", *strides, "as many numbers as " + field + ".shape");
  }
  if (!tensor.shape.empty() && tensor.shape.back() > 1 && tensor.strides.back() != 1) {
    refuse_field(field + ".strides", *strides, "1 at the end: the last dim is contiguous");
  }
  return tensor;
}

}  // namespace ropekv
