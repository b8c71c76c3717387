#include "fuzz/shard.h"

#include <fmt/format.h>

#include <array>

#include "fuzz/seed.h"

namespace ropekv {
namespace {

struct Scheduler {
  const char* index;
  const char* total;
  const char* first;  // the index of the first job, null: 0
  const char* step;   // between indices, null: 1
};

constexpr std::array<Scheduler, 3> kSchedulers = {{
    {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN",
     "SLURM_ARRAY_TASK_STEP"},
    {"JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", nullptr, nullptr},
    {"GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", nullptr, nullptr},
}};

std::optional<uint64_t> decimal(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) return std::nullopt;
  return parse_seed(text);
}

class Reader {
 public:
  Reader(const Environment& environment, std::string* error)
      : environment_(environment), error_(error) {}

  bool has(const char* name) const {
    const char* text = name ? environment_(name) : nullptr;
    return text && *text;
  }
  uint64_t number(const char* name, uint64_t otherwise) {
    if (!has(name)) return otherwise;
    const auto value = decimal(environment_(name));
    if (!value) fail(fmt::format("{} is '{}': it must be a number", name, environment_(name)));
    return value.value_or(otherwise);
  }
  void fail(const std::string& sentence) {
    if (error_->empty()) *error_ = sentence;
  }

 private:
  const Environment& environment_;
  std::string* error_;
};

}  // namespace

std::optional<Shard> parse_shard(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  const auto index = decimal(text.substr(0, slash));
  const auto total = decimal(text.substr(slash + 1));
  if (!index || !total || *index >= *total || *total > kMostShards) return std::nullopt;
  return Shard{*index, *total, "--shard"};
}

std::optional<Shard> shard_from_environment(const Environment& environment, std::string* error) {
  error->clear();
  Reader read(environment, error);
  for (const Scheduler& from : kSchedulers) {
    if (!read.has(from.index)) {
      if (!read.has(from.total)) continue;
      *error = fmt::format("{} is '{}' but {} is not set: a total needs an index (or give --shard)",
                           from.total, environment(from.total), from.index);
      return std::nullopt;
    }
    if (!read.has(from.total)) {
      *error = fmt::format("{} is '{}' but {} is not set: an index needs a total (or give --shard)",
                           from.index, environment(from.index), from.total);
      return std::nullopt;
    }
    const uint64_t id = read.number(from.index, 0);
    const uint64_t total = read.number(from.total, 1);
    const uint64_t first = read.number(from.first, 0);
    const uint64_t step = read.number(from.step, 1);
    if (!error->empty()) return std::nullopt;
    if (total > kMostShards) {
      *error = fmt::format("{} is {}: it must be at most {}", from.total, total, kMostShards);
      return std::nullopt;
    }
    if (id < first || step == 0 || (id - first) / step >= total) {
      *error = fmt::format("{} is {} and {} is {}: the index must be below the total", from.index,
                           id, from.total, total);
      return std::nullopt;
    }
    return Shard{(id - first) / step, total, fmt::format("{} and {}", from.index, from.total)};
  }
  return Shard{};
}

}  // namespace ropekv
