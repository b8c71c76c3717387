// Turns the place of a violation into words: coordinates by name, values with their codes, and what
// the wrong value is.
#pragma once

#include <string>

#include "properties/property.h"

namespace ropekv {

// "k_rope[token 3, head 0, dim 7]", "v_buffer[page 2, head 0, slot 5, dim 7]".
std::string place_name(const Problem& problem, Tensor tensor, Coordinate at);
// The same with slots counted over all pages.
std::string place_name(Tensor tensor, Coordinate at);

// Of index = (row * num_heads + head) * dim + d.
Coordinate coordinate_of(const View& view, int64_t index);

// The place that a Tally of Trial::audit counts by: rows of caches are slots here.
struct AuditedPlace {
  Coordinate at;
  int64_t token;  // whose row it is
};
AuditedPlace audited_place(const Problem& problem, Tensor tensor, int64_t index);

// "1.5 (0x3fc0)".
std::string show_code(DType dtype, uint32_t code);
// The same of a tensor of a case, whose caches may be fp8.
std::string show_code(const Case& c, Tensor tensor, uint32_t code);

// What `got` at this output element is, if it is something known: "poison: never written", "the
// input, not rotated", "the value of token 4". Empty otherwise.
std::string what_it_is(const Trial& trial, Tensor tensor, Coordinate at, uint32_t got);

// An element of an output that should equal `want`.
BadElement bad_element(const Trial& trial, Tensor tensor, Coordinate at, uint32_t want);
// The same where nothing should have been written.
BadElement written_element(const Trial& trial, Tensor tensor, Coordinate at);

// The code of an input element.
uint32_t input_code(const Case& c, uint32_t stream, Coordinate at);

}  // namespace ropekv
