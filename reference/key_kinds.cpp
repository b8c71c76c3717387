#include "reference/key_kinds.h"

#include <charconv>

namespace ropekv {

// std::to_chars gives the fewest digits that come back as the same value, and is exact: no libm,
// and the same on every machine.
std::string print_float(float value) {
  char text[32];
  const auto [end, status] = std::to_chars(text, text + sizeof text, value);
  return {text, end};
}

namespace {

bool parse_float(std::string_view text, float* out) {
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), *out);
  return status == std::errc() && end == text.data() + text.size() && print_float(*out) == text;
}

}  // namespace

CaseKey following_key(std::string_view name, std::string_view word, std::string_view expects,
                      int64_t Case::*field, int64_t (*followed)(const Case&)) {
  return {name, word, expects,
          [=](const Case& c) {
            return c.*field == followed(c) ? std::string(word) : std::to_string(c.*field);
          },
          [=](std::string_view text, Case& c) {
            if (text != word) return parse_integer(text, &(c.*field));
            c.*field = followed(c);
            return true;
          }};
}

CaseKey float_key(std::string_view name, std::string_view default_text, float Case::*field) {
  return {name, default_text, "a number in its shortest form, as 0.5, 1, 1e-05 or 3e+38",
          [=](const Case& c) { return print_float(c.*field); },
          [=](std::string_view text, Case& c) { return parse_float(text, &(c.*field)); }};
}

CaseKey padding_key(std::string_view name, Padding Case::*field) {
  return {name, "0:0", "TOKEN:HEAD, elements of gap behind each token and each head row",
          [=](const Case& c) {
            return std::to_string((c.*field).token) + ':' + std::to_string((c.*field).head);
          },
          [=](std::string_view text, Case& c) {
            const size_t colon = text.find(':');
            return colon != text.npos && parse_integer(text.substr(0, colon), &(c.*field).token) &&
                   parse_integer(text.substr(colon + 1), &(c.*field).head);
          }};
}

}  // namespace ropekv
