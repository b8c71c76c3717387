// ropekv status: what stores hold, what is missing in them, and who did not report.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "fuzz/block_choice.h"
#include "fuzz/commands.h"
#include "fuzz/store_missing.h"
#include "fuzz/store_report.h"

namespace ropekv {
namespace {

constexpr size_t kMostListed = 20;

std::string listed(std::vector<std::string> names) {
  if (names.empty()) return "none";
  if (names.size() > kMostListed) {
    const size_t num_more = names.size() - kMostListed;
    names.resize(kMostListed);
    names.push_back(fmt::format("and {} more", num_more));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string listed(const Missing& missing) {
  if (!missing.end_is_unknown) return listed(missing.intervals);
  if (missing.intervals.empty()) return "unknown, as no --runs was given";
  return listed(missing.intervals) + "; what comes after is unknown, as no --runs was given";
}

// Blocks that lie in more than one of the stores, in whole or in part; counts indices.
std::vector<std::string> overlaps(const std::vector<std::string>& paths,
                                  const std::vector<StoreContent>& contents) {
  std::vector<std::string> found;
  for (size_t i = 0; i < contents.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      uint64_t common = 0;
      for (const BlockKey& a : contents[i].blocks.keys()) {
        for (const BlockKey& b : contents[j].blocks.keys()) common += num_common_indices(a, b);
      }
      if (common > 0)
        found.push_back(fmt::format("{} and {}: {} cases", paths[j], paths[i], common));
    }
  }
  return found;
}

ExitCode run_status(const std::vector<std::string>& paths) {
  std::vector<StoreContent> contents;
  StoreContent all;
  for (const std::string& path : paths) {
    contents.push_back(read_store(path));
    const StoreContent& content = contents.back();
    const std::string difference =
        first_difference(content.identity, contents.front().identity, {kShardPart, kBuildPart});
    if (!difference.empty()) {
      throw usage_error(fmt::format("'{}' and '{}' are of different campaigns: {}", path,
                                    paths.front(), difference));
    }
    const BlockChoice choice = choose_blocks(content.blocks);
    fmt::print("{}\n  shard     {}, build {}\n  done      {}\n  missing   {}\n", path,
               content.identity.at(kShardPart), content.identity.at(kBuildPart),
               interval_text(choice, content.runs.value_or(0)), listed(missing_in(content)));
    if (all.identity.parts.empty()) all.identity = content.identity;
    for (const BlockKey& key : content.blocks.keys()) all.blocks.add(key, content.blocks.at(key));
    for (const FindingRecord& finding : content.findings) all.add_finding(finding);
    all.observations.insert(content.observations.begin(), content.observations.end());
    if (content.runs) all.runs = std::max(*content.runs, all.runs.value_or(0));
  }
  const auto absent = shards_not_reported(contents);
  const Missing missing = missing_in(contents, all);
  const auto twice = overlaps(paths, contents);
  fmt::print("all of them\n  missing   {}\n  overlap   {}\n  shards    not reported: {}\n",
             listed(missing), listed(twice), listed(absent));
  fmt::print("stat::shards_not_reported: {}\nstat::missing_intervals: {}\n", absent.size(),
             missing.end_is_unknown && missing.intervals.empty()
                 ? "unknown"
                 : std::to_string(missing.intervals.size()));
  fmt::print("stat::overlapping_stores: {}\n{}", twice.size(), content_report(all));
  return ExitCode::kClean;
}

}  // namespace

void add_status_command(CLI::App& app, RunCommand* run) {
  const auto paths = std::make_shared<std::vector<std::string>>();
  CLI::App& verb = *app.add_subcommand(
      "status", "what campaign stores hold and what is missing; exits 0, whatever was found");
  verb.add_option("stores", *paths, "DB ...")->required();
  verb.callback([paths, run] { *run = [paths] { return run_status(*paths); }; });
}

}  // namespace ropekv
