#include "fuzz/finding.h"

#include <algorithm>
#include <set>

#include "fuzz/prober.h"
#include "fuzz/signature.h"
#include "properties/other_kernel.h"

namespace ropekv {
namespace {

// By name: in a campaign some wait for their turn, which the minimal case may not have.
std::vector<std::string_view> every_property() {
  std::vector<std::string_view> names;
  for (const Property& property : all_properties()) names.push_back(property.name);
  names.push_back(kEqualsTheOtherKernel);  // where there is another
  return names;
}

// Of the time that a finding may take.
Clock::duration time_to_explain(const InvestigateOptions& options) {
  return options.shrink_time / 4;
}

void shrink_finding(const InvestigateOptions& options, Prober* prober, Finding* finding) {
  const Clock::time_point start = Clock::now();
  finding->shrunk = shrink(
      finding->original, [&](const Case& c) { return prober->fails_alike(c); },
      [&] {
        return prober->device_lost() || options.stop() ||
               Clock::now() - start >= options.shrink_time - time_to_explain(options);
      });
  finding->shrink_time = Clock::now() - start;
}

// A replay that was refused says nothing: it is made again, so often as there are replays.
void replay_finding(const InvestigateOptions& options, Prober* prober, Finding* finding) {
  while (finding->replays < options.replays && finding->replays_refused < options.replays &&
         !prober->device_lost()) {
    auto replayed = prober->probe_alike(finding->shrunk.minimal);
    const bool says_nothing = !replayed || replayed->verdict == Verdict::kRefused;
    if (says_nothing && !prober->device_lost()) {
      ++finding->replays_refused;
      continue;
    }
    ++finding->replays;
    if (!prober->shows_it(replayed)) continue;
    ++finding->replays_failed;
    finding->judgement = std::move(*replayed);
  }
}

// With all properties, as a person replays it. In a history others may hide the headline, whose
// violation stays the first.
void look_at_all_of_it(Prober* prober, Finding* finding) {
  if (prober->is_about_a_process()) return;
  auto whole = prober->probe(finding->shrunk.minimal, every_property());
  if (!whole || whole->verdict != Verdict::kFailed) return;
  if (prober->shows_it(whole)) {
    finding->judgement = std::move(*whole);
    return;
  }
  auto& violations = finding->judgement.violations;
  violations.insert(violations.end(), std::make_move_iterator(whole->violations.begin()),
                    std::make_move_iterator(whole->violations.end()));
}

// What else the minimal case shows, and what its neighbours show: those that change a key that it
// cannot do without, and for a relation of launches all, as the other launch is such a neighbour.
void explain_finding(const InvestigateOptions& options, Prober* prober, Finding* finding) {
  const Clock::time_point start = Clock::now();
  const auto near = prober->near_properties();
  std::set<std::string> shows;
  const auto note = [&](const Judgement& judgement) { shows.merge(symptoms_of(judgement)); };
  note(finding->judgement);
  finding->explanation = explain(
      finding->shrunk.minimal,
      [&](const KeyNeighbours& key, const Case& c) {
        const auto judgement = prober->probe(c, near);
        if (judgement && (key.is_set || prober->is_metamorphic())) note(*judgement);
        return prober->seen(c, judgement);
      },
      [&] {
        return prober->device_lost() || options.stop() ||
               Clock::now() - start >= time_to_explain(options);
      });
  finding->shows.assign(shows.begin(), shows.end());
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
  replay_finding(options, &prober, &finding);
  if (finding.replays_failed > 0) look_at_all_of_it(&prober, &finding);
  const bool firm = finding.replays_failed > 0 && finding.replays_failed == finding.replays;
  if (options.shrink && firm) explain_finding(options, &prober, &finding);
  finding.device_lost = prober.device_lost();
  return finding;
}

Finding not_seen_again(uint64_t case_idx, const Case& c, const std::string& signature,
                       const Judgement& again) {
  Finding finding;
  finding.case_idx = case_idx;
  finding.original = finding.shrunk.minimal = c;
  const size_t begin = signature.find('|') + 1;
  finding.headline = signature.substr(begin, signature.find('|', begin) - begin);
  if (again.verdict == Verdict::kRefused) {
    finding.judgement.verdict = Verdict::kFailed;
    finding.judgement.reason =
        "it failed in the campaign, and could not be run again: " + again.reason;
    finding.replays_refused = 1;
    return finding;
  }
  finding.judgement.verdict = Verdict::kFlaky;
  finding.judgement.reason = "it failed in the campaign, and not when it was run again";
  finding.replays = 2;
  finding.replays_failed = 1;
  return finding;
}

}  // namespace ropekv
