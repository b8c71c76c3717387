#include "fuzz/finding.h"

#include <algorithm>

#include "fuzz/signature.h"

namespace ropekv {
namespace {

// Runs cases until one takes the device with it: after that nothing in this process can be
// trusted, and the finding is reported as far as it got.
class Prober {
 public:
  Prober(const JudgeCase& judge_case, const Judgement& original, bool survives)
      : judge_case_(judge_case),
        headline_(headline_of(original)),
        verdict_(original.verdict),
        place_(place_class(original)),
        survives_(survives) {}

  std::optional<Judgement> probe(const Case& c, const std::vector<std::string_view>& only) {
    if (device_lost_) return std::nullopt;
    try {
      Judgement judgement = judge_case_(c, only);
      device_lost_ = judgement.verdict == Verdict::kCrashed && !survives_;
      return judgement;
    } catch (const DeviceLost&) {
      device_lost_ = true;
    } catch (const OutOfMemory&) {  // of this case; smaller ones may fit
    }
    return std::nullopt;
  }

  // Only the violated property is checked, and a candidate counts only if it fails the same one:
  // else shrinking slips from a rare bug to a common one.
  bool fails_alike(const Case& c) {
    if (is_about_a_process()) return shows_it(probe(c, {}));
    return shows_it(probe(c, {headline_}));
  }

  bool shows_it(const std::optional<Judgement>& judgement) const {
    if (!judgement) return false;
    if (!is_about_a_process()) return find_violation(*judgement, headline_);
    return judgement->verdict == verdict_ && place_class(*judgement) == place_;
  }

  bool device_lost() const { return device_lost_; }

 private:
  bool is_about_a_process() const {
    return verdict_ == Verdict::kCrashed || verdict_ == Verdict::kHung;
  }

  const JudgeCase& judge_case_;
  const std::string headline_;
  const Verdict verdict_;
  const std::string place_;  // for a crash: of which kind
  const bool survives_;
  bool device_lost_ = false;
};

// By name: in a campaign some wait for their turn, which the minimal case may not have.
std::vector<std::string_view> every_property() {
  std::vector<std::string_view> names;
  for (const Property& property : all_properties()) names.push_back(property.name);
  return names;
}

void shrink_finding(const InvestigateOptions& options, Prober* prober, Finding* finding) {
  const Clock::time_point start = Clock::now();
  finding->shrunk = shrink(
      finding->original, [&](const Case& c) { return prober->fails_alike(c); },
      [&] {
        return prober->device_lost() || options.stop() ||
               Clock::now() - start >= options.shrink_time;
      });
  finding->shrink_time = Clock::now() - start;
}

}  // namespace

bool is_failure(Verdict verdict) {
  return verdict == Verdict::kFailed || verdict == Verdict::kCrashed || verdict == Verdict::kHung ||
         verdict == Verdict::kFlaky;
}

std::string headline_of(const Judgement& judgement) {
  if (!judgement.violations.empty()) return std::string(judgement.violations[0].property);
  return judgement.verdict == Verdict::kHung ? "hung" : "crashed";
}

const Violation* find_violation(const Judgement& judgement, std::string_view property) {
  const auto found = std::ranges::find(judgement.violations, property, &Violation::property);
  return found == judgement.violations.end() ? nullptr : &*found;
}

Finding investigate(uint64_t case_idx, const Case& c, const Judgement& judgement,
                    const JudgeCase& judge_case, const InvestigateOptions& options) {
  Finding finding;
  finding.case_idx = case_idx;
  finding.original = c;
  finding.headline = headline_of(judgement);
  finding.shrunk.minimal = c;
  finding.judgement = judgement;
  finding.device_lost = judgement.verdict == Verdict::kCrashed && !options.survives;
  const bool hung = judgement.verdict == Verdict::kHung;
  if (finding.device_lost || (hung && !options.survives)) return finding;

  Prober prober(judge_case, judgement, options.survives);
  if (options.shrink) shrink_finding(options, &prober, &finding);
  for (int i = 0; i < options.replays && !prober.device_lost(); ++i) {
    auto replayed = prober.probe(finding.shrunk.minimal, every_property());
    ++finding.replays;
    if (!prober.shows_it(replayed)) continue;
    ++finding.replays_failed;
    finding.judgement = std::move(*replayed);
  }
  finding.device_lost = prober.device_lost();
  return finding;
}

Finding not_seen_again(uint64_t case_idx, const Case& c, const std::string& signature) {
  Finding finding;
  finding.case_idx = case_idx;
  finding.original = finding.shrunk.minimal = c;
  const size_t begin = signature.find('|') + 1;
  finding.headline = signature.substr(begin, signature.find('|', begin) - begin);
  finding.judgement.verdict = Verdict::kFlaky;
  finding.judgement.reason = "it failed in the campaign, and not when it was run again";
  finding.replays = 2;
  finding.replays_failed = 1;
  return finding;
}

}  // namespace ropekv
