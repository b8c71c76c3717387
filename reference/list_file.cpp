#include "reference/list_file.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>

#include "reference/hash.h"
#include "reference/list_text.h"

namespace ropekv {
namespace {

constexpr std::string_view kPrefix = "file:";
constexpr size_t kSumDigits = 16;
constexpr uintmax_t kMaxFileBytes = uintmax_t{1} << 28;
constexpr size_t kMaxFileValues = size_t{1} << 24;

std::string sum_text(uint64_t sum) {
  char text[kSumDigits + 1];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(sum));
  return text;
}

// Why not, or empty.
std::string read_bytes(const std::string& name, std::string* bytes) {
  std::error_code error;
  const auto status = std::filesystem::status(name, error);
  if (!std::filesystem::exists(status)) return "it is not there";
  if (!std::filesystem::is_regular_file(status)) return "it is no regular file";
  const uintmax_t size = std::filesystem::file_size(name, error);
  if (error) return error.message();
  if (size > kMaxFileBytes) return "it has " + std::to_string(size) + " bytes, too many for a list";
  std::ifstream file(name, std::ios::binary);
  if (!file) return std::strerror(errno);
  bytes->assign(std::istreambuf_iterator<char>(file), {});
  return file.bad() ? "it cannot be read" : "";
}

// What the files are called, by checksum: a case has the checksum alone, as it is the same case
// whatever its file is called.
class Names {
 public:
  void set(uint64_t sum, std::string name) {
    const std::lock_guard lock(mutex_);
    names_[sum] = std::move(name);
  }
  std::string of(uint64_t sum) const {
    const std::lock_guard lock(mutex_);
    const auto found = names_.find(sum);
    return found == names_.end() ? "" : found->second;
  }

 private:
  mutable std::mutex mutex_;
  std::map<uint64_t, std::string> names_;
};

Names& names() {
  static Names all;
  return all;
}

bool is_name(std::string_view name) {
  const auto is_bad = [](unsigned char c) {
    return c < 32 || c == 127 || c == ',' || c == '\'' || c == '"';
  };
  return !name.empty() && std::ranges::none_of(name, is_bad);
}

std::string load(std::string_view key, std::string_view folder, uint64_t sum,
                 std::vector<int64_t>* values) {
  std::string name = names().of(sum);
  if (!folder.empty() && !std::filesystem::path(name).is_absolute()) {
    name = (std::filesystem::path(folder) / name).string();
    if (!is_name(name)) {
      return std::string(key) + " names file " + name +
             ": its folder has a comma, a quote or a control character";
    }
    names().set(sum, name);
  }
  const std::string sentence = std::string(key) + " names file " + name + ": ";
  std::string bytes;
  if (const std::string why = read_bytes(name, &bytes); !why.empty()) return sentence + why;
  if (const uint64_t found = list_file_sum(bytes); found != sum) {
    return sentence + "its bytes have checksum " + sum_text(found) + ", the line says " +
           sum_text(sum);
  }
  if (bytes.ends_with('\n')) bytes.pop_back();
  std::ranges::replace(bytes, '\n', '+');
  auto list = parse_list(bytes, kMaxFileValues);
  if (!list) return sentence + "it holds no list of runs, one a line";
  *values = std::move(*list);
  return {};
}

}  // namespace

std::string list_file_text(const std::vector<int64_t>& values) {
  std::string text = print_list(values);
  std::ranges::replace(text, '+', '\n');
  return text + '\n';
}

uint64_t list_file_sum(std::string_view bytes) {
  return mix64(fnv1a64(bytes));
}

uint64_t name_list_file(uint64_t sum, std::string name) {
  names().set(sum, std::move(name));
  return sum;
}

std::string print_list_file(uint64_t sum) {
  return std::string(kPrefix) + names().of(sum) + ':' + sum_text(sum);
}

std::optional<uint64_t> parse_list_file(std::string_view text) {
  if (!text.starts_with(kPrefix)) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  const size_t colon = text.rfind(':');
  if (colon == text.npos || !is_name(text.substr(0, colon))) return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  uint64_t sum = 0;
  const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), sum, 16);
  // One spelling of each: sixteen small digits. No file has checksum 0, which means no file.
  if (status != std::errc() || digits != sum_text(sum) || sum == 0) return std::nullopt;
  return name_list_file(sum, std::string(text.substr(0, colon)));
}

std::string load_list_files(Case* c, std::string_view folder) {
  std::string why;
  if (c->positions.kind == PositionKind::kList && c->positions.arg != 0) {
    why = load("positions", folder, c->positions.arg, &c->positions.list);
  }
  if (why.empty() && c->slots.kind == SlotKind::kList && c->slots.arg != 0) {
    why = load("slots", folder, c->slots.arg, &c->slots.list);
  }
  return why;
}

}  // namespace ropekv
