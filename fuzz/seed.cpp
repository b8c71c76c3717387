#include "fuzz/seed.h"

#include <charconv>
#include <random>

namespace ropekv {
namespace {

std::optional<uint64_t> parse_digits(std::string_view text, int base) {
  uint64_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || status != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

std::optional<uint64_t> parse_seed(std::string_view text) {
  constexpr size_t kCommitDigits = 40;
  if (text.size() == kCommitDigits) {
    if (text.find_first_not_of("0123456789abcdefABCDEF") != text.npos) return std::nullopt;
    return parse_digits(text.substr(0, 16), 16);
  }
  if (text.starts_with("0x") || text.starts_with("0X")) return parse_digits(text.substr(2), 16);
  return parse_digits(text, 10);
}

uint64_t entropy_seed() {
  std::random_device device;
  const uint64_t high = device();
  return high << 32 | device();
}

std::optional<SeedAndIndex> parse_seed_and_index(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  const auto seed = parse_seed(text.substr(0, colon));
  const auto case_idx = parse_digits(text.substr(colon + 1), 10);
  if (!seed || !case_idx) return std::nullopt;
  return SeedAndIndex{*seed, *case_idx};
}

}  // namespace ropekv
