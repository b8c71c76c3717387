// ropekv merge: the union of stores. Any order, any overlap, again and again: the same result.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "fuzz/block_merge.h"
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

void add_findings(const StoreContent& from, StoreContent* to, StoreUpdate* update) {
  for (const FindingRecord& finding : from.findings) {
    if (to->add_finding(finding)) update->findings.push_back(finding);
  }
  for (const Observation& one : from.observations) {
    if (to->observations.insert(one).second) update->observations.push_back(one);
  }
  if (from.runs) to->runs = std::max(*from.runs, to->runs.value_or(0));
}

BlockMerge merge_into(const std::vector<StoreContent>& inputs, StoreContent* merged,
                      StoreUpdate* update) {
  std::vector<const BlockSet*> sets = {&merged->blocks};
  for (const StoreContent& input : inputs) sets.push_back(&input.blocks);
  BlockMerge merge = merge_blocks(sets);
  update->add(difference(merged->blocks, merge.blocks));
  merged->blocks = merge.blocks;
  for (const StoreContent& input : inputs) add_findings(input, merged, update);
  return merge;
}

constexpr size_t kMostConflicts = 10;

void print_conflicts(const std::set<std::string>& conflicts) {
  if (conflicts.empty()) return;
  fmt::print(
      "  conflict  {} blocks were done twice with different results: the kernel is not "
      "deterministic, or it was not the same\n",
      conflicts.size());
  size_t num_printed = 0;
  for (const std::string& conflict : conflicts) {
    if (++num_printed > kMostConflicts) break;
    fmt::print("  conflict  {}\n", conflict);
  }
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
  Store out(flags.out, without_shard(inputs.front().identity), except, &merged, "OUT");
  StoreUpdate update;
  const BlockMerge merge = merge_into(inputs, &merged, &update);
  try {
    out.commit(update, merged);
  } catch (const SqliteError& error) {
    throw CommandError(ExitCode::kHarness,
                       fmt::format("'{}' cannot be written: {}", flags.out, error.what()));
  }
  print_conflicts(merge.conflicts);
  fmt::print("stat::merge_conflicts: {}\nstat::merge_overlaps_not_compared: {}\n{}",
             merge.conflicts.size(), merge.num_not_compared, content_report(merged));
  return merge.conflicts.empty() ? ExitCode::kClean : ExitCode::kHarness;
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
