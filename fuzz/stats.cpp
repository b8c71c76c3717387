#include "fuzz/stats.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "properties/other_kernel.h"

namespace ropekv {
namespace {

bool has_outputs(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed:
    case Verdict::kFailed:
    case Verdict::kFlaky:
    case Verdict::kMistrusted:
      return true;
    case Verdict::kCrashed:
    case Verdict::kHung:
    case Verdict::kUnsupported:
    case Verdict::kRefused:
      break;
  }
  return false;
}

std::string histogram_text(const NumericStats& numeric) {
  std::string text;
  for (int bin = 0; bin < kUlpBins; ++bin) {
    text += fmt::format("{}{}{}:{}", bin == 0 ? "" : " ", bin, bin + 1 == kUlpBins ? "+" : "",
                        numeric.ulp_histogram[bin]);
  }
  return text;
}

}  // namespace

void Stats::add(uint64_t case_idx, const Case& c, std::string_view line,
                const Judgement& judgement) {
  ++verdicts[static_cast<size_t>(judgement.verdict)];
  compared += static_cast<uint64_t>(std::ranges::count(judgement.checked, kEqualsTheOtherKernel));
  elements_checked += judgement.elements_checked;
  bytes_checked += judgement.bytes_checked;
  numeric[static_cast<size_t>(c.dtype)] += judgement.numeric;
  if (c.fp8_cache()) {
    in_cache[c.cache_dtype == CacheDType::kE4M3 ? 0 : 1] += judgement.cache_numeric;
  }
  digest += hash128(fmt::format("{} {} {}", case_idx, line, verdict_name(judgement.verdict)));
  if (!has_outputs(judgement.verdict)) return;
  const Sum128& out = judgement.output_digest;
  output_digest += hash128(fmt::format("{} {:016x} {:016x}", case_idx, out.low, out.high));
}

Stats& Stats::operator+=(const Stats& other) {
  for (size_t i = 0; i < verdicts.size(); ++i) verdicts[i] += other.verdicts[i];
  for (size_t i = 0; i < numeric.size(); ++i) numeric[i] += other.numeric[i];
  for (size_t i = 0; i < in_cache.size(); ++i) in_cache[i] += other.in_cache[i];
  refused_by_pin += other.refused_by_pin;
  compared += other.compared;
  quarantined += other.quarantined;
  findings += other.findings;
  elements_checked += other.elements_checked;
  bytes_checked += other.bytes_checked;
  canaries += other.canaries;
  digest += other.digest;
  output_digest += other.output_digest;
  seconds += other.seconds;
  return *this;
}

uint64_t Stats::done() const {
  return std::accumulate(verdicts.begin(), verdicts.end(), uint64_t{0});
}

uint64_t Stats::executed() const {
  return done() - of(Verdict::kUnsupported) - of(Verdict::kRefused);
}

double percent_pinned(const NumericStats& numeric) {
  if (numeric.computed == 0) return 0;
  return 100.0 * static_cast<double>(numeric.pinned) / static_cast<double>(numeric.computed);
}

std::string digest_text(const Sum128& sum) {
  return fmt::format("{:016x}{:016x}", sum.high, sum.low);
}

std::vector<std::string> stat_lines(const Stats& stats, std::string_view interval) {
  std::vector<std::string> lines;
  const auto put = [&](std::string_view name, const auto& value) {
    lines.push_back(fmt::format("stat::{}: {}", name, value));
  };
  put("cases_executed", stats.executed());
  put("cases_passed", stats.of(Verdict::kPassed));
  put("cases_failed", stats.of(Verdict::kFailed));
  put("cases_crashed", stats.of(Verdict::kCrashed));
  put("cases_hung", stats.of(Verdict::kHung));
  put("cases_flaky", stats.of(Verdict::kFlaky));
  put("cases_mistrusted", stats.of(Verdict::kMistrusted));
  put("cases_unsupported", stats.of(Verdict::kUnsupported));
  put("cases_refused", stats.of(Verdict::kRefused));
  put("cases_refused_by_pin", stats.refused_by_pin);
  if (stats.compared > 0) put("cases_compared", stats.compared);
  put("cases_quarantined", stats.quarantined);
  put("elements_checked", stats.elements_checked);
  put("bytes_checked", stats.bytes_checked);
  const auto put_numeric = [&](std::string_view type, const NumericStats& numeric) {
    if (numeric.computed == 0) return;
    put(fmt::format("pinned_percent_{}", type), fmt::format("{:.4f}", percent_pinned(numeric)));
    put(fmt::format("ulp_histogram_{}", type), histogram_text(numeric));
  };
  for (size_t i = 0; i < kDtypeNames.size(); ++i) put_numeric(kDtypeNames[i], stats.numeric[i]);
  for (size_t i = 0; i < kCacheDtypeNames.size(); ++i) {
    put_numeric(kCacheDtypeNames[i], stats.in_cache[i]);
  }
  put("canaries_due", stats.canaries.due);
  put("canaries_run", stats.canaries.run);
  put("canaries_missed", stats.canaries.missed);
  put("findings", stats.findings);
  put("seconds", fmt::format("{:.3f}", stats.seconds));
  const double by_time = stats.seconds > 0 ? static_cast<double>(stats.done()) / stats.seconds : 0;
  put("cases_per_second", fmt::format("{:.1f}", stats.rate.value_or(by_time)));
  put("digest", fmt::format("{} {}", digest_text(stats.digest), interval));
  put("output_digest", fmt::format("{} {}", digest_text(stats.output_digest), interval));
  return lines;
}

}  // namespace ropekv
