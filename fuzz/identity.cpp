#include "fuzz/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <vector>

#include "reference/harness_error.h"
#include "reference/hash.h"

namespace ropekv {
namespace {

std::string shown(const std::string& value) {
  return value.empty() ? "not given" : fmt::format("'{}'", value);
}

}  // namespace

std::string Identity::at(const std::string& name) const {
  const auto found = std::ranges::find(parts, name, [](const auto& part) { return part.first; });
  return found == parts.end() ? "" : found->second;
}

void Identity::set(const std::string& name, const std::string& value) {
  const auto found = std::ranges::find(parts, name, [](const auto& part) { return part.first; });
  if (found == parts.end()) {
    parts.emplace_back(name, value);
  } else {
    found->second = value;
  }
}

std::string first_difference(const Identity& here, const Identity& stored,
                             const std::vector<std::string>& except) {
  const auto differs = [&](const std::string& name) {
    return here.at(name) != stored.at(name) && !std::ranges::count(except, name);
  };
  for (const Identity* side : {&here, &stored}) {
    for (const auto& [name, value] : side->parts) {
      if (differs(name)) {
        return fmt::format("{} is {}, but was {}", name, shown(here.at(name)),
                           shown(stored.at(name)));
      }
    }
  }
  return {};
}

std::string build_id() {
  std::ifstream file("/proc/self/exe", std::ios::binary);
  uint64_t hash = 0;
  std::vector<char> chunk(1 << 20);
  while (file) {
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    for (std::streamsize i = 0; i + 8 <= file.gcount(); i += 8) {  // 8 at a time: it is 10 MB
      uint64_t word = 0;
      std::copy_n(chunk.data() + i, 8, reinterpret_cast<char*>(&word));
      hash = mix64(hash ^ word);
    }
    for (std::streamsize i = file.gcount() & ~std::streamsize{7}; i < file.gcount(); ++i) {
      hash = mix64(hash ^ static_cast<uint8_t>(chunk[i]));
    }
  }
  if (hash == 0) throw HarnessError("/proc/self/exe cannot be read");
  return fmt::format("{:016x}", hash);
}

}  // namespace ropekv
