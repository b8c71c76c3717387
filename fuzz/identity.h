// What a campaign is: everything that changes what case k is, or what may come of it. A store
// belongs to one identity; results of another would be sums of unlike things.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ropekv {

struct Identity {
  // Name as on the command line, and value; in the order in which differences are told.
  std::vector<std::pair<std::string, std::string>> parts;

  std::string at(const std::string& name) const;  // empty if there is none
  void set(const std::string& name, const std::string& value);
  bool operator==(const Identity&) const = default;
};

inline constexpr const char* kBuildPart = "build";
inline constexpr const char* kShardPart = "--shard";

// "--size is default, but the campaign in it has small", for the first difference that is not
// among `except`; empty if there is none.
std::string first_difference(const Identity& here, const Identity& stored,
                             const std::vector<std::string>& except);

// Of the executable that runs: a hash of its bytes. Kernels, reference and checks are all in it,
// so that any change of them is another build; a version number would have to be remembered.
std::string build_id();

}  // namespace ropekv
