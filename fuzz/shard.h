// Which indices of a campaign this process runs: those with k mod total = index.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ropekv {

// Far above any array job, and few enough to name those that are absent.
inline constexpr uint64_t kMostShards = 1'000'000;

struct Shard {
  uint64_t index = 0;
  uint64_t total = 1;
  std::string source = "no shard was asked for";  // where it came from, for a person

  bool is_whole() const { return total == 1; }
};

// "i/M", i from 0, M at most kMostShards.
std::optional<Shard> parse_shard(std::string_view text);

// From the environment of a Slurm array, an indexed Kubernetes job or a sharded GoogleTest, in this
// order. Empty and a sentence in *error if it is incomplete or makes no sense: two jobs that
// silently ran the same shard would look like twice the coverage.
using Environment = std::function<const char*(const char* name)>;
std::optional<Shard> shard_from_environment(const Environment& environment, std::string* error);

}  // namespace ropekv
