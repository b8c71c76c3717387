#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "fuzz/bench/cell_presets.h"
#include "fuzz/bench/choose_cells.h"
#include "fuzz/exit_code.h"
#include "kernels/bench/peers.h"
#include "kernels/bench/yardsticks.h"
#include "properties/judge.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

std::vector<Cell> all_cells() {
  std::vector<Cell> cells;
  for (const CellPreset& preset : all_cell_presets()) {
    for (const bool pdl : {true, false}) {
      for (const Cell& cell : preset.cells(pdl)) cells.push_back(cell);
    }
  }
  return cells;
}

TEST(Cells, HaveUniqueNamesThatSayPresetTokensAndPdl) {
  std::set<std::string> names;
  for (const Cell& cell : all_cells()) {
    EXPECT_TRUE(names.insert(cell.name).second) << cell.name;
    EXPECT_TRUE(find_cell_preset(cell.name.substr(0, cell.name.find('/')))) << cell.name;
    EXPECT_TRUE(cell.name.ends_with(cell.c.pdl ? "/pdl" : "/no_pdl")) << cell.name;
    const std::string tokens = "/t" + std::to_string(cell.c.num_tokens) + "/";
    EXPECT_NE(cell.name.find(tokens), std::string::npos) << cell.name;
  }
}

TEST(Cells, AreCasesThatAnyoneCanReplayAndBenchCanTime) {
  for (const Cell& cell : all_cells()) {
    std::string error;
    EXPECT_EQ(parse_case(print_case(cell.c), &error), cell.c) << cell.name << ": " << error;
    EXPECT_EQ(why_not_timed(cell.c), "") << cell.name;
    EXPECT_EQ(why_refused(cell.c, SizeClass::kHuge), "") << cell.name;
  }
}

TEST(Cells, OfAnchorsAreThoseOfThePeersAndNoOtherCellIs) {
  const auto anchors = find_cell_preset("anchors")->cells(true);
  ASSERT_EQ(anchors.size(), 32U);
  ASSERT_EQ(std::size(kPeers), 32U);
  std::set<const PeerCell*> found;
  for (const Cell& cell : anchors) {
    const PeerCell* peer = find_peer(cell.name);
    ASSERT_TRUE(peer) << cell.name;
    EXPECT_EQ(peer->num_tokens, cell.c.num_tokens);
    found.insert(peer);
  }
  EXPECT_EQ(found.size(), 32U);
  for (const Cell& cell : all_cells()) {
    if (cell.name.starts_with("anchors/") && cell.c.pdl) continue;
    EXPECT_EQ(find_peer(cell.name), nullptr) << cell.name;
  }
}

// Bytes by hand, for 32 q heads and 8 kv heads of 128 bf16: 32 + 8 + 8 read, 32 + 8 + 8 + 8
// written.
TEST(Cells, CountTheBytesThatHaveToMove) {
  Case c = find_cell_preset("anchors")->cells(true)[8].c;
  ASSERT_EQ(c.num_qo_heads, 32);
  ASSERT_EQ(c.head_dim, 128);
  c.num_tokens = 10;
  EXPECT_EQ(moved_bytes(c, 10), 10 * 104 * 256);
  EXPECT_EQ(footprint_bytes(c, 10), 10 * 64 * 256);  // q and k are there once
  c.in_place = InPlace::kNo;
  EXPECT_EQ(footprint_bytes(c, 10), 10 * 104 * 256);
  EXPECT_EQ(moved_bytes(c, 4), 10 * 80 * 256 + 4 * 24 * 256);
  c.cache_dtype = CacheDType::kE4M3;
  EXPECT_EQ(moved_bytes(c, 10), 10 * (80 + 8 + 8) * 256);
}

// Each shape of each preset with a few tokens: that the kernels of a cell are right is seen here
// before anybody waits for a GPU.
TEST(Cells, OfEachShapeAreRightInProductionAndUnfusedOnTheHostLane) {
  const auto lane = make_host_lane();
  const auto unfused =
      std::ranges::find(all_yardsticks(), YardstickRole::kUnfused, &Yardstick::role);
  std::set<std::string> seen;
  for (const Cell& cell : all_cells()) {
    Case c = cell.c;
    c.num_tokens = c.num_slots_given = 5;
    c.num_slots = 64;
    if (!seen.insert(print_case(c)).second) continue;
    for (const Kernel* kernel : {find_kernel("production"), &unfused->kernel}) {
      JudgeOptions options;
      options.size = SizeClass::kHuge;
      const Judgement judgement = judge(c, *kernel, *lane, options);
      EXPECT_EQ(verdict_name(judgement.verdict), "PASSED") << cell.name << " " << kernel->name;
    }
  }
  EXPECT_GT(seen.size(), 30U);
}

std::string sentence_of(const CellChoice& choice) {
  try {
    choose_cells(choice);
  } catch (const CommandError& error) {
    EXPECT_EQ(error.exit_code, ExitCode::kUsage);
    return error.what();
  }
  return "";
}

TEST(ChooseCells, TakesAnchorsWherePresetAndCaseAreMissing) {
  EXPECT_EQ(choose_cells({}).size(), 32U);
  EXPECT_EQ(choose_cells({.presets = {"fused"}}).size(), 6U);
  EXPECT_EQ(choose_cells({.presets = {"fused", "anchors"}, .pdl = "both"}).size(), 76U);
  EXPECT_EQ(choose_cells({.cases = {"rkv1:num_tokens=3"}}).size(), 1U);
  EXPECT_EQ(choose_cells({.filter = "8_1_128.*/t(1|32)/"}).size(), 2U);
}

TEST(ChooseCells, NamesWhatMatchesNothing) {
  EXPECT_NE(sentence_of({.presets = {"nope"}}).find("nope"), std::string::npos);
  EXPECT_NE(sentence_of({.filter = "nope"}).find("nope"), std::string::npos);
  EXPECT_NE(sentence_of({.filter = "(nope"}).find("(nope"), std::string::npos);
  EXPECT_NE(sentence_of({.pdl = "nope"}).find("nope"), std::string::npos);
  EXPECT_NE(sentence_of({.cases = {"rkv1:nope=1"}}).find("nope"), std::string::npos);
  EXPECT_NE(sentence_of({.cases = {"rkv1:num_tokens=0"}}).find("num_tokens"), std::string::npos);
  EXPECT_NE(sentence_of({.cases = {"rkv1:scenario=graph"}}).find("scenario"), std::string::npos);
}

}  // namespace
}  // namespace ropekv
