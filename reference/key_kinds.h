// The kinds of keys that the registry (case_keys.cpp) is made of.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "reference/case_text.h"
#include "reference/list_text.h"

namespace ropekv {

template <typename T>
CaseKey number_key(std::string_view name, std::string_view default_text, T Case::*field) {
  return {name, default_text, "an integer",
          [field](const Case& c) { return std::to_string(c.*field); },
          [field](std::string_view text, Case& c) { return parse_integer(text, &(c.*field)); }};
}

// A number that follows another quantity of the case unless it is given: rotary_dim=full.
CaseKey following_key(std::string_view name, std::string_view word, std::string_view expects,
                      int64_t Case::*field, int64_t (*followed)(const Case&));

// The fewest digits that give the value back.
std::string print_float(float value);

// One f32 in the fewest digits that give it back: every value has one spelling.
CaseKey float_key(std::string_view name, std::string_view default_text, float Case::*field);

CaseKey padding_key(std::string_view name, Padding Case::*field);

template <size_t N>
std::optional<size_t> find_word(std::string_view text,
                                const std::array<std::string_view, N>& words) {
  for (size_t i = 0; i < N; ++i) {
    if (text == words[i]) return i;
  }
  return std::nullopt;
}

// A closed choice; the words stand in the order of the enum, the default first.
template <typename Enum, size_t N>
CaseKey choice_key(std::string_view name, std::string_view expects, Enum Case::*field,
                   std::array<std::string_view, N> words) {
  return {name, words[0], expects,
          [=](const Case& c) { return std::string(words[static_cast<size_t>(c.*field)]); },
          [=](std::string_view text, Case& c) {
            const auto word = find_word(text, words);
            if (word) c.*field = static_cast<Enum>(*word);
            return word.has_value();
          }};
}

}  // namespace ropekv
