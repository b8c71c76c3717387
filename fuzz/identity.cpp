#include "fuzz/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "fuzz/file_identity.h"

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
  return file_hash("/proc/self/exe");
}

}  // namespace ropekv
