// ropekv merge: the union of stores. Any order, any overlap, again and again: the same result.
#include <fmt/format.h>

#include <memory>

#include "fuzz/commands.h"
#include "fuzz/store_report.h"

namespace ropekv {
namespace {

struct MergeFlags {
  std::string out;
  std::vector<std::string> in;
  bool accept_other_build = false;
};

Identity without_shard(Identity identity) {
  identity.set(kShardPart, "merged");
  return identity;
}

// Counts conflicts: the same block with another digest.
uint64_t add_content(const StoreContent& from, StoreContent* to, StoreUpdate* update) {
  uint64_t num_conflicts = 0;
  for (const BlockKey& key : from.blocks.keys()) {
    const BlockChange change = to->blocks.add(key, from.blocks.at(key));
    update->add(change);
    num_conflicts += change.added == Added::kConflict ? 1 : 0;
  }
  for (const FindingRecord& finding : from.findings) {
    if (to->add_finding(finding)) update->findings.push_back(finding);
  }
  for (const Observation& one : from.observations) {
    if (to->observations.insert(one).second) update->observations.push_back(one);
  }
  if (from.runs) to->runs = std::max(*from.runs, to->runs.value_or(0));
  return num_conflicts;
}

ExitCode run_merge(const MergeFlags& flags) {
  std::vector<std::string> except;
  if (flags.accept_other_build) except.emplace_back(kBuildPart);
  std::vector<StoreContent> inputs;
  for (const std::string& path : flags.in) {
    inputs.push_back(read_store(path));
    std::vector<std::string> all_but_shard = except;
    all_but_shard.emplace_back(kShardPart);
    const std::string difference =
        first_difference(inputs.back().identity, inputs.front().identity, all_but_shard);
    if (!difference.empty()) {
      throw usage_error(fmt::format("'{}' and '{}' are of different campaigns: {}", path,
                                    flags.in.front(), difference));
    }
  }
  StoreContent merged;
  Store out(flags.out, without_shard(inputs.front().identity), except, &merged);
  StoreUpdate update;
  uint64_t num_conflicts = 0;
  for (const StoreContent& input : inputs) num_conflicts += add_content(input, &merged, &update);
  try {
    out.commit(update, merged);
  } catch (const SqliteError& error) {
    throw CommandError(ExitCode::kHarness,
                       fmt::format("'{}' cannot be written: {}", flags.out, error.what()));
  }
  if (num_conflicts > 0) {
    fmt::print(
        "  conflict  {} blocks were done twice with different results: the kernel is not "
        "deterministic, or it was not the same\n",
        num_conflicts);
  }
  fmt::print("stat::merge_conflicts: {}\n{}", num_conflicts, content_report(merged));
  return num_conflicts > 0 ? ExitCode::kHarness : ExitCode::kClean;
}

}  // namespace

void add_merge_command(CLI::App& app, RunCommand* run) {
  const auto flags = std::make_shared<MergeFlags>();
  CLI::App& verb = *app.add_subcommand(
      "merge", "the union of campaign stores; reports, and exits 0, whatever was found");
  verb.add_option("out", flags->out, "OUT.db, which may exist")->required();
  verb.add_option("in", flags->in, "IN.db ...")->required();
  verb.add_flag("--accept-other-build", flags->accept_other_build,
                "also of different builds of ropekv");
  verb.callback([flags, run] { *run = [flags] { return run_merge(*flags); }; });
}

}  // namespace ropekv
