// What a run counted. Everything adds up, so that order, shards and interruptions do not matter.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/canary.h"
#include "properties/judge.h"
#include "reference/case.h"
#include "reference/hash.h"

namespace ropekv {

inline constexpr size_t kNumVerdicts = static_cast<size_t>(Verdict::kRefused) + 1;
inline constexpr std::array<std::string_view, 3> kDtypeNames = {"f32", "f16", "bf16"};
inline constexpr std::array<std::string_view, 2> kCacheDtypeNames = {"e4m3", "e5m2"};

// Of the computed elements, those with one legal code; 0 where nothing was computed.
double percent_pinned(const NumericStats& numeric);

struct Stats {
  std::array<uint64_t, kNumVerdicts> verdicts{};
  uint64_t refused_by_pin = 0;  // of the refused: --set made no legal case of it
  uint64_t quarantined = 0;     // of the refused: a known failure (--ledger)
  uint64_t compared = 0;        // with the kernel of --against
  uint64_t findings = 0;        // different ones
  int64_t elements_checked = 0;
  int64_t bytes_checked = 0;
  std::array<NumericStats, kDtypeNames.size()> numeric;        // by DType
  std::array<NumericStats, kCacheDtypeNames.size()> in_cache;  // fp8 caches, by type
  CanaryCount canaries;
  Sum128 digest;         // over all indices done
  Sum128 output_digest;  // over those that left outputs
  double seconds = 0;
  std::optional<double> rate;  // cases per second; without it done() over seconds

  void add(uint64_t case_idx, const Case& c, std::string_view line, const Judgement& judgement);
  Stats& operator+=(const Stats& other);  // of other indices

  uint64_t of(Verdict verdict) const { return verdicts[static_cast<size_t>(verdict)]; }
  uint64_t done() const;      // indices with a verdict
  uint64_t executed() const;  // of these, launched: not unsupported, not refused
};

// 32 hex digits.
std::string digest_text(const Sum128& sum);

// "stat::name: value", the last lines of a run. `interval` says which indices the digests cover.
std::vector<std::string> stat_lines(const Stats& stats, std::string_view interval);

}  // namespace ropekv
