#include "properties/bad_element.h"

#include <algorithm>
#include <bit>
#include <cstdio>

#include "properties/tensor_kinds.h"
#include "reference/compare.h"
#include "reference/fp8_codes.h"

namespace ropekv {
namespace {

std::string index_text(int64_t index) {
  return std::to_string(index);
}

// Rows near the right one, heads of the same row: where misplaced copies come from.
std::string whose_input(const Problem& problem, Tensor tensor, Coordinate at, int64_t num_heads,
                        uint32_t got) {
  const Case& c = problem.c;
  const uint32_t stream = data_stream(tensor);
  const auto is_of = [&](int64_t token, int64_t head) {
    const uint32_t code = input_code(c, stream, {token, head, at.dim});
    if (!is_cache(tensor)) return code == got;
    return cached_code(c, problem.how, tensor == Tensor::kVBuffer ? c.v_scale : c.k_scale, code) ==
           got;
  };
  const bool has_owner = at.row >= 0;  // of a slot that was written and should not have been
  if (has_owner && is_of(at.row, at.head)) return "the input, not rotated";
  for (int64_t head = 0; has_owner && head < num_heads; ++head) {
    if (head != at.head && is_of(at.row, head)) return "the input of head " + index_text(head);
  }
  constexpr int64_t kMostTokens = 4096;
  for (int64_t token = 0; token < std::min(c.num_tokens, kMostTokens); ++token) {
    if (token != at.row && is_of(token, at.head)) return "the input of token " + index_text(token);
  }
  return {};
}

}  // namespace

std::string place_name(Tensor tensor, Coordinate at) {
  return std::string(tensor_name(tensor)) + (is_cache(tensor) ? "[slot " : "[token ") +
         index_text(at.row) + ", head " + index_text(at.head) + ", dim " + index_text(at.dim) + "]";
}

std::string place_name(const Problem& problem, Tensor tensor, Coordinate at) {
  const int64_t page_size = problem.c.page_size;
  if (!is_cache(tensor) || page_size == 1) return place_name(tensor, at);
  return std::string(tensor_name(tensor)) + "[page " + index_text(at.row / page_size) + ", head " +
         index_text(at.head) + ", slot " + index_text(at.row % page_size) + ", dim " +
         index_text(at.dim) + "]";
}

Coordinate coordinate_of(const View& view, int64_t index) {
  return {index / (view.num_heads * view.dim), index / view.dim % view.num_heads, index % view.dim};
}

AuditedPlace audited_place(const Problem& problem, Tensor tensor, int64_t index) {
  Coordinate at = coordinate_of(*problem.place(tensor)->view, index);
  if (!is_cache(tensor)) return {at, at.row};
  const OwnedSlot& owned = problem.model.owned[at.row];
  at.row = owned.slot;
  return {at, owned.first_token};
}

std::string show_code(const Case& c, Tensor tensor, uint32_t code) {
  if (!is_cache(tensor) || !c.fp8_cache()) return show_code(c.dtype, code);
  char text[64];
  const float value = std::bit_cast<float>(f32_from_fp8(c.cache_dtype, code));
  std::snprintf(text, sizeof text, "%.5g (0x%02x)", static_cast<double>(value), code);
  return text;
}

std::string show_code(DType dtype, uint32_t code) {
  char text[64];
  std::snprintf(text, sizeof text, dtype == DType::kF32 ? "%.9g (0x%08x)" : "%.5g (0x%04x)",
                static_cast<double>(value_of(dtype, code)), code);
  return text;
}

uint32_t input_code(const Case& c, uint32_t stream, Coordinate at) {
  return element(c.dtype, c.values, c.data_seed, stream, at.row, at.head, at.dim);
}

std::string what_it_is(const Trial& trial, Tensor tensor, Coordinate at, uint32_t got) {
  const Problem& problem = trial.problem();
  const auto place = *problem.place(tensor);
  const int64_t bytes = place.region->element_bytes;
  const int64_t offset = place.offset + place.view->at(at.row, at.head, at.dim) * bytes;
  if (got == static_cast<uint32_t>(trial.poison().element(offset, bytes))) {
    return "poison: never written";
  }
  Coordinate source = at;
  if (is_cache(tensor)) {
    const OwnedSlot* owned = problem.model.find(at.row);
    source.row = owned ? owned->first_token : -1;
  }
  const uint32_t magnitude = bytes == 4 ? 0x7FFFFFFFu : bytes == 2 ? 0x7FFFu : 0x7Fu;
  if ((got & magnitude) == 0) return "zero";
  return whose_input(problem, tensor, source, place.view->num_heads, got);
}

BadElement bad_element(const Trial& trial, Tensor tensor, Coordinate at, uint32_t want) {
  const Problem& problem = trial.problem();
  const uint32_t got = trial.code_at(tensor, at);
  return {place_name(problem, tensor, at), show_code(problem.c, tensor, want),
          show_code(problem.c, tensor, got), what_it_is(trial, tensor, at, got)};
}

BadElement written_element(const Trial& trial, Tensor tensor, Coordinate at) {
  const Problem& problem = trial.problem();
  const uint32_t got = trial.code_at(tensor, at);
  return {place_name(problem, tensor, at), "untouched", show_code(problem.c, tensor, got),
          what_it_is(trial, tensor, at, got)};
}

}  // namespace ropekv
