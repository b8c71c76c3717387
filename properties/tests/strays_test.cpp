// Stray bytes are counted exactly, in every kind of memory, and the slow look finds what the scan
// counts.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "properties/tests/tampered_kernel.h"
#include "reference/case_text.h"
#include "reference/data.h"

namespace ropekv {
namespace {

using testing::roomy_case;
using testing::tampered;

constexpr Trial::StrayPlace kPlaces[] = {Trial::StrayPlace::kGuard, Trial::StrayPlace::kGap,
                                         Trial::StrayPlace::kUntouchedSlot};

std::vector<Case> cases() {
  std::vector<Case> all = {roomy_case()};
  Case paged = roomy_case();
  paged.page_size = 3;
  paged.k_page_pad = 5;
  all.push_back(paged);
  Case hnd = paged;
  hnd.page_layout = PageLayout::kHnd;
  all.push_back(hnd);
  for (const Pools pools : {Pools::kStacked, Pools::kUnbound, Pools::kPacked}) {
    Case c = paged;
    c.pools = pools;
    if (pools == Pools::kPacked) {
      c.v_buffer_pad.token = 0;
      c.k_page_pad = 0;
    }
    all.push_back(c);
  }
  Case fp8 = hnd;
  fp8.cache_dtype = CacheDType::kE5M2;
  fp8.head_dim = 23;
  all.push_back(fp8);
  Case misaligned = roomy_case();
  misaligned.dtype = DType::kBF16;
  misaligned.misaligned = {0x7F, 3};
  all.push_back(misaligned);
  Case fused = roomy_case();
  fused.qkv = QkvSource::kFused;
  fused.k_pad = fused.v_pad = {};
  all.push_back(fused);
  Case reserved = paged;
  reserved.reserved_slot = 7;
  all.push_back(reserved);
  Case duplicates = paged;
  duplicates.slots = {SlotKind::kColliding, 3, 2, {}};
  all.push_back(duplicates);
  for (const Memory memory : {Memory::kFenceEnd, Memory::kFenceStart}) {
    for (Case c : {paged, fp8}) {
      c.memory = memory;
      all.push_back(c);
    }
  }
  return all;
}

// Bytes that the next launch flips, by offset from the arena.
std::vector<int64_t> to_flip;
char* arena;

ropekv_status flip(const ropekv_args&, HostLaunch, ropekv_error*) {
  for (const int64_t offset : to_flip) arena[offset] ^= 0x55;
  return ROPEKV_OK;
}

// By the words of the case alone: is this byte nobody's? Slow and simple.
std::vector<uint8_t> free_bytes(const Problem& problem) {
  std::vector<uint8_t> free(problem.arena_bytes, 0);
  for (const Stretch& s : problem.stretches) {
    std::fill(free.begin() + s.begin_bytes, free.begin() + s.end_bytes, uint8_t{1});
  }
  for (size_t i = 0; i < problem.layout.regions.size(); ++i) {
    const Region& region = problem.layout.regions[i];
    const auto begin = free.begin() + problem.region_offset[i];
    const auto claim = [&](int64_t from, int64_t to) {
      std::fill(begin + from * region.element_bytes, begin + to * region.element_bytes, uint8_t{0});
    };
    if (region.views[0].tensor >= Tensor::kPositions) claim(0, region.num_elements);
    for (int v = 0; v < region.num_views; ++v) {
      const View& view = region.views[v];
      for (int64_t row = 0; row < view.num_rows; ++row) {
        const bool is_cache = view.tensor == Tensor::kKBuffer || view.tensor == Tensor::kVBuffer;
        if (is_cache && !problem.model.find(row) && !problem.model.is_unspecified(row)) continue;
        for (int64_t head = 0; head < view.num_heads; ++head) {
          claim(view.at(row, head, 0), view.at(row, head, view.dim));
        }
      }
    }
  }
  return free;
}

TEST(StrayBytes, AreCountedExactly) {
  const auto lane = make_host_lane();
  const Kernel kernel = tampered(flip);
  for (const Case& c : cases()) {
    SCOPED_TRACE(print_case(c));
    ASSERT_EQ(why_not_legal(c), "");
    const Problem problem(c);
    const std::vector<uint8_t> free = free_bytes(problem);
    Trial trial(problem, kernel, *lane, {1, false});
    for (uint64_t round = 0; round < 20; ++round) {
      to_flip.clear();
      int64_t want = 0;
      for (uint64_t i = 0; i < 5 * round; ++i) {
        const Stretch& s = problem.stretches[mix64(i + 99 * round) % problem.stretches.size()];
        const auto size = static_cast<uint64_t>(s.end_bytes - s.begin_bytes);
        const int64_t at = s.begin_bytes + static_cast<int64_t>(mix64(i * 7 + round) % size);
        if (std::ranges::count(to_flip, at) > 0) continue;
        to_flip.push_back(at);
        want += free[at];
      }
      trial.paint();
      arena = static_cast<char*>(problem.is_fenced() ? lane->fence()
                                                     : lane->arena(problem.arena_bytes));
      trial.launch();
      ASSERT_EQ(trial.num_stray_bytes(), want);
      int64_t located = 0;
      for (const auto place : kPlaces) {
        const Trial::Strays strays = trial.strays(place);
        located += strays.bytes;
        EXPECT_EQ(strays.first.empty(), strays.bytes == 0);
        for (const Trial::Stray& stray : strays.first) EXPECT_TRUE(free[stray.offset]);
      }
      ASSERT_EQ(located, want);
    }
  }
}

TEST(StrayBytes, OfEveryByteAreSeen) {
  const auto lane = make_host_lane();
  const Kernel kernel = tampered(flip);
  Case c = roomy_case();
  c.num_tokens = c.num_slots_given = 2;
  c.num_slots = 3;
  c.max_position = 4;
  const Problem problem(c);
  const std::vector<uint8_t> free = free_bytes(problem);
  Trial trial(problem, kernel, *lane, {1, true});
  trial.paint();
  arena = static_cast<char*>(lane->arena(problem.arena_bytes));
  // Each byte is flipped by one launch and back by the next.
  for (int64_t at = 0; at < problem.arena_bytes; at += 5) {
    to_flip = {at};
    trial.launch();
    ASSERT_EQ(trial.num_stray_bytes(), free[at]) << at;
    trial.launch();
    ASSERT_EQ(trial.num_stray_bytes(), 0) << at;
  }
}

// Memory is scanned 16 bytes at a time, and this tensor lies within such a piece.
TEST(Untouched, ATensorOfAFewBytesIsCountedOnceAndAlone) {
  const auto lane = make_host_lane();
  Case c;
  c.num_tokens = c.num_slots_given = 1;
  c.head_dim = c.v_head_dim = c.rotary_dim = 2;
  c.dtype = DType::kBF16;
  c.misaligned = {0x7F, 1};
  const Problem problem(c);
  const auto place = *problem.place(Tensor::kQRope);
  ASSERT_EQ(place.region->bytes(), 4);
  const Kernel kernel = tampered(flip);
  Trial trial(problem, kernel, *lane, {1, false});
  for (const std::vector<int64_t>& offsets :
       {std::vector<int64_t>{}, {-1, 4}, {0}, {-1, 0, 1, 2, 3, 4}}) {
    to_flip.clear();
    for (const int64_t offset : offsets) to_flip.push_back(place.offset + offset);
    trial.paint();
    arena = static_cast<char*>(lane->arena(problem.arena_bytes));
    trial.launch();
    EXPECT_EQ(trial.audit_untouched(Tensor::kQRope).errors,
              std::ranges::count_if(offsets, [](int64_t i) { return i >= 0 && i < 4; }));
  }
}

// Pools are copied in pieces of 16 bytes, and what is not a pool's own in the first and the last of
// them is guard: poison, or a kernel that writes there what was there already would pass.
TEST(KeptPools, HaveGuardsOfPoisonUpToTheirEnds) {
  const auto lane = make_host_lane();
  Case c = roomy_case();
  c.misaligned = {0x60, 1};
  const Problem problem(c);
  Trial trial(problem, *find_kernel("production"), *lane, {9, false});
  trial.keep_pools();
  auto* memory = static_cast<std::byte*>(lane->arena(problem.arena_bytes));
  std::fill_n(memory, problem.arena_bytes, std::byte{0});
  trial.paint();
  for (const Tensor pool : {Tensor::kKBuffer, Tensor::kVBuffer}) {
    const auto place = *problem.place(pool);
    const int64_t begin = place.offset, end = begin + place.region->bytes();
    ASSERT_TRUE(begin % 16 != 0 && end % 16 != 0);
    for (const auto& [from, to] : {std::pair{begin / 16 * 16, begin}, {end, end / 16 * 16 + 16}}) {
      EXPECT_EQ(std::vector(memory + from, memory + to), poison_bytes({9, false}, from, to))
          << tensor_name(pool);
    }
  }
}

TEST(KeptPools, AreHeldToWhatTheyHeld) {
  const auto lane = make_host_lane();
  Case c = roomy_case();
  c.misaligned = {0x60, 1};
  const Kernel& production = *find_kernel("production");
  Problem problem(c);
  Trial trial(problem, production, *lane, {1, false});
  ASSERT_EQ(trial.run().status, ROPEKV_OK);
  const Codes k_rows = trial.read_rows(Tensor::kKBuffer);
  Case next = c;
  next.data_seed = 5;
  next.slots = {SlotKind::kTail, 0, 1, {}};
  Problem second(next);
  Trial later(second, production, *lane, {1, false});
  later.keep_pools();
  ASSERT_EQ(later.run().status, ROPEKV_OK);
  EXPECT_EQ(later.num_stray_bytes(), 0);
  EXPECT_EQ(later.audit(Tensor::kVBuffer, RowRule::kIsDataOfOwner).errors, 0);
  // Rows of the first launch that the second one does not own are still there.
  const View& view = *problem.place(Tensor::kKBuffer)->view;
  int64_t kept = 0;
  for (size_t i = 0; i < problem.model.owned.size(); ++i) {
    const int64_t slot = problem.model.owned[i].slot;
    if (second.model.find(slot)) continue;
    ++kept;
    EXPECT_EQ(later.code_at(Tensor::kKBuffer, {slot, 1, 3}),
              k_rows[(i * view.num_heads + 1) * view.dim + 3]);
  }
  EXPECT_GT(kept, 0);
  // One byte of them, and of the guards on both sides.
  const Kernel kernel = tampered(flip);
  Trial spoiled(second, kernel, *lane, {1, false});
  spoiled.keep_pools();
  for (const Tensor pool : {Tensor::kKBuffer, Tensor::kVBuffer}) {
    const auto place = *second.place(pool);
    to_flip = {place.offset - 1, place.offset + place.region->bytes()};
    for (int64_t slot = 0; slot < c.num_slots; ++slot) {
      if (second.model.find(slot)) continue;
      to_flip.push_back(place.offset + place.view->at(slot, 0, 0) * place.region->element_bytes);
    }
    spoiled.paint();
    arena = static_cast<char*>(lane->arena(second.arena_bytes));
    spoiled.launch();
    EXPECT_EQ(spoiled.num_stray_bytes(), std::ssize(to_flip));
  }
}

}  // namespace
}  // namespace ropekv
