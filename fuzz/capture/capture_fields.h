// Typed fields of a captured launch. Whatever does not fit throws CaptureError with a sentence that
// names field and value.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ropekv {

enum class ElementType : uint8_t { kF32, kF16, kBF16, kE4M3, kE5M2, kInt32, kInt64 };

// "q.shape is [3]: it must be ...".
[[noreturn]] void refuse_field(std::string_view field, const nlohmann::json& value,
                               std::string_view must_be);

// Throws if the object has a field of another name: a misspelt one would be ignored.
void expect_fields(const nlohmann::json& object, std::string_view where,
                   std::initializer_list<std::string_view> known);

int64_t integer_of(const nlohmann::json& value, const std::string& field);
std::vector<int64_t> integers_of(const nlohmann::json& value, const std::string& field);
// Ours or PyTorch's: "bf16", "bfloat16", "torch.bfloat16".
ElementType element_type_of(const nlohmann::json& value, const std::string& field);
std::string_view element_type_name(ElementType type);

// A tensor as PyTorch describes it.
struct CapturedTensor {
  std::string field;
  std::vector<int64_t> shape, strides;  // without strides: contiguous
  ElementType type = ElementType::kF32;
  uint64_t address = 0;

  // "k.shape is [3,4]: it must be ...".
  [[noreturn]] void refuse_shape(std::string_view must_be) const;
};
CapturedTensor tensor_of(const nlohmann::json& value, const std::string& field);

}  // namespace ropekv
