#include "properties/bad_element.h"

#include <cstdio>

namespace ropekv {
namespace {

bool is_cache(Tensor tensor) {
  return tensor == Tensor::kKBuffer || tensor == Tensor::kVBuffer;
}

std::string index_text(int64_t index) {
  return std::to_string(index);
}

// Rows near the right one, heads of the same row: where misplaced copies come from.
std::string whose_input(const Case& c, uint32_t stream, Coordinate at, int64_t num_heads,
                        uint32_t got) {
  const bool has_owner = at.row >= 0;  // of a slot that was written and should not have been
  if (has_owner && input_code(c, stream, at) == got) return "the input, not rotated";
  for (int64_t head = 0; has_owner && head < num_heads; ++head) {
    if (head != at.head && input_code(c, stream, {at.row, head, at.dim}) == got) {
      return "the input of head " + index_text(head);
    }
  }
  constexpr int64_t kMostTokens = 4096;
  for (int64_t token = 0; token < std::min(c.num_tokens, kMostTokens); ++token) {
    if (token != at.row && input_code(c, stream, {token, at.head, at.dim}) == got) {
      return "the input of token " + index_text(token);
    }
  }
  return {};
}

}  // namespace

std::string place_name(Tensor tensor, Coordinate at) {
  return std::string(tensor_name(tensor)) + (is_cache(tensor) ? "[slot " : "[token ") +
         index_text(at.row) + ", head " + index_text(at.head) + ", dim " + index_text(at.dim) + "]";
}

Coordinate coordinate_of(const View& view, int64_t index) {
  return {index / (view.num_heads * view.dim), index / view.dim % view.num_heads, index % view.dim};
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
  const uint32_t stream = data_stream(tensor);
  Coordinate source = at;
  if (is_cache(tensor)) {
    source.row = problem.slot_owners[at.row];
  }
  if ((got & (bytes == 4 ? 0x7FFFFFFFu : 0x7FFFu)) == 0) return "zero";
  return whose_input(problem.c, stream, source, place.view->num_heads, got);
}

BadElement bad_element(const Trial& trial, Tensor tensor, Coordinate at, uint32_t want) {
  const DType dtype = trial.problem().c.dtype;
  const uint32_t got = trial.code_at(tensor, at);
  return {place_name(tensor, at), show_code(dtype, want), show_code(dtype, got),
          what_it_is(trial, tensor, at, got)};
}

BadElement written_element(const Trial& trial, Tensor tensor, Coordinate at) {
  const DType dtype = trial.problem().c.dtype;
  const uint32_t got = trial.code_at(tensor, at);
  return {place_name(tensor, at), "untouched", show_code(dtype, got),
          what_it_is(trial, tensor, at, got)};
}

}  // namespace ropekv
