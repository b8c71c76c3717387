#include "fuzz/canary.h"

#include <fmt/format.h>

#include <algorithm>

#include "properties/problem.h"
#include "reference/hash.h"

namespace ropekv {
namespace {

using canaries::Wrong;

constexpr uint64_t kOneIn = 100;

// A history of launches has a judge of its own, and two launches at once would strike twice.
bool is_one_launch(const Case& c) {
  return c.scenario.kind != ScenarioKind::kServing && c.scenario.kind != ScenarioKind::kOverlap;
}

// What moves by codes must leave the accept-set for certain: values are finite, and a pair is as
// long as it was, so that the larger half of it is no small rest of large products.
bool moves_out_of_the_accept_set(const Case& c) {
  return c.table != TableKind::kWild &&
         (c.values == Values::kNormal || c.values == Values::kTiny ||
          c.values == Values::kIntegers || c.values == Values::kZeros);
}

bool case_fits(Wrong wrong, const Case& c) {
  switch (wrong) {
    case Wrong::kGuardBefore:
    case Wrong::kGuardBehind:
      return c.memory == Memory::kGuarded;
    case Wrong::kRotated:
    case Wrong::kCachedK:
      return moves_out_of_the_accept_set(c);
    case Wrong::kGap:
    case Wrong::kInput:
    case Wrong::kUntouchedSlot:
    case Wrong::kStoredV:
    case Wrong::kKRope:
    case Wrong::kTail:
    case Wrong::kLastToken:
      break;
  }
  return true;
}

// The launch as the canary will see it, but for its addresses: nothing is read but the index
// arrays, which are here.
ropekv_args args_of(const Problem& problem) {
  void* const somewhere = reinterpret_cast<void*>(uintptr_t{1} << 40);
  ropekv_args args = problem.args(somewhere);
  args.positions = problem.in.positions.data();
  args.position_dtype = ROPEKV_INT64;
  args.slot_mapping = problem.in.slot_mapping.data();
  args.slot_dtype = ROPEKV_INT64;
  return args;
}

}  // namespace

bool canary_applies(const Canary& canary, const Case& c) {
  if (!is_one_launch(c) || !case_fits(canary.wrong, c)) return false;
  return canaries::finds_a_place(canary.wrong, args_of(Problem(c)));
}

// From one canary on, whichever the hash says, so that all get their turn.
const Canary* canary_due(const CaseSource& source, uint64_t case_idx, const Case& c,
                         const std::vector<std::string_view>& only) {
  const uint64_t hash = mix64(mix64(source.seed ^ fnv1a64("canary")) + case_idx);
  if (hash % kOneIn != 0 || !is_one_launch(c) || !why_refused(c, source.size).empty()) {
    return nullptr;
  }
  std::vector<const Canary*> in_turn;
  for (const Canary& canary : all_canaries()) {
    if (!only.empty() && !std::ranges::count(only, canary.property)) continue;
    if (case_fits(canary.wrong, c)) in_turn.push_back(&canary);
  }
  if (in_turn.empty()) return nullptr;
  const auto first = static_cast<ptrdiff_t>(mix64(hash) % in_turn.size());
  std::ranges::rotate(in_turn, in_turn.begin() + first);
  const Problem problem(c);
  const ropekv_args args = args_of(problem);
  const auto due = std::ranges::find_if(
      in_turn, [&](const Canary* one) { return canaries::finds_a_place(one->wrong, args); });
  return due == in_turn.end() ? nullptr : *due;
}

bool is_found_out(const Canary& canary, const Judgement& judgement) {
  return judgement.verdict == Verdict::kFailed &&
         std::ranges::count(judgement.violations, canary.property, &Violation::property) > 0;
}

CanaryCount& CanaryCount::operator+=(const CanaryCount& other) {
  due += other.due;
  run += other.run;
  missed += other.missed;
  return *this;
}

std::string MissedCanary::replay_command() const {
  return fmt::format("ropekv replay '{}' --kernel {} --only {}", line, kernel, property);
}

}  // namespace ropekv
