// The rooms of the list of dimensions, and the usual forms of a choice.
#pragma once

#include <initializer_list>

#include "properties/dimensions.h"
#include "reference/hash.h"

namespace ropekv::gen_parts {

std::vector<Dimension> shape_dimensions();
std::vector<Dimension> mode_dimensions();
std::vector<Dimension> place_dimensions();
std::vector<Dimension> pool_dimensions();
std::vector<Dimension> index_dimensions();
std::vector<Dimension> data_dimensions();

// A field that has this very value.
template <auto field, auto value>
constexpr Choice is(std::string_view name) {
  return {name, [](const Case& c) { return c.*field == value; },
          [](Case* c) { c->*field = value; }};
}

// A number between two, both included.
template <auto field, auto least, auto most>
constexpr Choice between(std::string_view name) {
  return {name, [](const Case& c) { return c.*field >= least && c.*field <= most; },
          [](Case* c) {
            using Number = std::remove_reference_t<decltype(c->*field)>;
            const auto span = static_cast<uint64_t>(most - least) + 1;
            c->*field =
                static_cast<Number>(least) + static_cast<Number>(mix64(c->data_seed) % span);
          }};
}

inline int64_t pick(const Case& c, std::initializer_list<int64_t> values) {
  return values.begin()[mix64(c.data_seed) % values.size()];
}

}  // namespace ropekv::gen_parts
