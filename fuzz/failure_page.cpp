#include "fuzz/failure_page.h"

#include <fmt/format.h>

#include "reference/case_text.h"
#include "reference/hash.h"

namespace ropekv {
namespace {

constexpr size_t kMostElements = 4;  // more would push the replay command off the first 15 lines

std::string claim_of(const Finding& finding) {
  if (const Property* property = find_property(finding.headline)) {
    return std::string(property->claim);
  }
  return finding.headline == "hung" ? "every launch ends in time"
                                    : "a launch neither ends its process nor loses its device";
}

std::string kernel_line(const RunContext& context) {
  std::string line = fmt::format("  kernel   {} on {}", context.kernel->name, context.lane);
  if (context.device != context.lane) line += fmt::format(" ({})", context.device);
  if (!context.kernel->plugin_name.empty()) {
    line += fmt::format(", the plug-in {}", context.kernel->plugin_name);
  }
  if (!context.against.empty()) line += fmt::format(", against {}", context.against);
  if (!context.kernel->bug.empty()) {
    line += fmt::format(", a mutant: {} ({})", context.kernel->bug, context.kernel->museum);
  }
  return line + '\n';
}

// A case that failed while it was shrunk, and then never again, is no common flake.
std::string replay_line(const Finding& finding) {
  if (finding.replays == 0 && finding.replays_refused == 0) return "";
  std::string line =
      fmt::format("  replays  {} of {} failed", finding.replays_failed, finding.replays);
  if (finding.replays_failed < finding.replays) line += ": flaky";
  if (finding.replays > 0 && finding.replays_failed == 0 && finding.shrunk.steps > 0) {
    line += ", though it failed when it was shrunk: it may need what ran before it";
  }
  if (finding.replays_refused > 0) {
    line += fmt::format("; {} more came to no verdict", finding.replays_refused);
  }
  return line + '\n';
}

std::string case_lines(const Finding& finding) {
  const Shrunk& shrunk = finding.shrunk;
  std::string text = fmt::format("  case     {}\n", print_case(shrunk.minimal));
  if (shrunk.tries > 0) {
    text +=
        fmt::format("  shrunk   in {} steps of {} tries, {:.1f} s{}\n", shrunk.steps, shrunk.tries,
                    finding.shrink_time.count(), shrunk.timed_out ? ", ended by the time box" : "");
  }
  text += replay_line(finding);
  if (finding.device_lost) {
    text += "  device   lost by this failure: what follows needs a new process\n";
  }
  return text;
}

std::string element_line(const BadElement& bad) {
  std::string line = fmt::format("    {}  want {}  got {}", bad.place, bad.want, bad.got);
  if (!bad.what.empty()) line += fmt::format("  ({})", bad.what);
  return line + '\n';
}

std::string violation_lines(const Finding& finding) {
  const Violation* violation = find_violation(finding.judgement, finding.headline);
  if (!violation) return fmt::format("  reason   {}\n", finding.judgement.reason);
  std::string text =
      fmt::format("  wrong    {} of {} looked at", violation->errors, violation->total);
  if (!violation->sentence.empty()) text += fmt::format("; {}", violation->sentence);
  text += '\n';
  for (size_t i = 0; i < std::min(kMostElements, violation->elements.size()); ++i) {
    text += element_line(violation->elements[i]);
  }
  return text;
}

std::string also_lines(const Finding& finding) {
  std::string names;
  for (const Violation& violation : finding.judgement.violations) {
    if (violation.property == finding.headline) continue;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", violation.property);
  }
  return names.empty() ? "" : fmt::format("  also     {}\n", names);
}

}  // namespace

std::string corpus_name(const Finding& finding) {
  const std::string line = print_case(finding.shrunk.minimal);
  return fmt::format("found_{}_{:08x}.case", finding.headline,
                     static_cast<uint32_t>(mix64(fnv1a64(line))));
}

std::string failure_page(const Finding& finding, const RunContext& context) {
  const std::string line = print_case(finding.shrunk.minimal);
  std::string page = fmt::format("{} {}: {}\n", verdict_name(finding.verdict()), finding.headline,
                                 claim_of(finding));
  page += kernel_line(context);
  page += case_lines(finding);
  if (!finding.explanation.sentence.empty()) {
    page += fmt::format("  explain  {}\n", finding.explanation.sentence);
  }
  page += violation_lines(finding);
  page += fmt::format("  replay   {}\n", context.replay_line_command(line));
  if (context.source) {
    page += fmt::format("  or       {}\n", context.replay_index_command(finding.case_idx));
  }
  page += fmt::format("  corpus   echo '{}' > fuzz/corpus/{}\n", line, corpus_name(finding));
  page += also_lines(finding);
  if (finding.shrunk.steps > 0) {
    page += fmt::format("  original {}\n", print_case(finding.original));
  }
  return page;
}

}  // namespace ropekv
