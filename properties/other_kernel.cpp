#include "properties/other_kernel.h"

#include "properties/checks/another_launch.h"
#include "properties/checks/compute_alike.h"
#include "properties/checks/outputs.h"
#include "properties/judge_rules.h"
#include "properties/tensor_kinds.h"

namespace ropekv {
namespace {

bool applies_to_no_kernel_alone(const Case&, const Kernel&, const Lane&) {
  return false;
}

std::optional<Violation> nothing_found(CheckContext&) {
  return std::nullopt;
}

std::string launch_of(const Kernel& kernel) {
  return "a launch of " + std::string(kernel.name);
}

// V and the tails are copies, NaNs included; only where they are quantised is a NaN computed.
std::optional<Violation> compare_copies(const Trial& first, checks::Outputs want,
                                        const checks::Outputs& got, const Kernel& other) {
  Kernel that_copies = first.kernel();
  that_copies.description.fixed_order = 0;  // of such a kernel all else is left out
  const Trial as_copies(first.problem(), that_copies, first.lane(), first.poison());
  for (size_t i = 0; i < want.size(); ++i) {
    if (first.problem().c.fp8_cache() && is_cache(checks::kOutputs[i])) want[i].clear();
  }
  return checks::compare_outputs(as_copies, want, got, {}, checks::Nans::kBitwise,
                                 launch_of(other));
}

Comparison compare_bits(const Case& c, const Kernel& kernel, const Kernel& other, Lane& lane) {
  const Problem problem(c, declarations_of(kernel.description));
  Trial first(problem, kernel, lane, poison_for(c));
  Trial second(problem, other, lane, poison_for(c));
  if (!checks::is_supported(second, second.args())) return {};
  first.paint();
  if (first.launch().status != ROPEKV_OK) return {};  // which is its own property's business
  const checks::Outputs want = checks::read_outputs(first);
  CheckContext context{first};
  Comparison comparison{true, checks::launch_whole(context, second, launch_of(other))};
  if (comparison.found) return comparison;
  const checks::Outputs got = checks::read_outputs(second);
  // Of a computed NaN the contract says only that it is one.
  comparison.found =
      checks::compare_outputs(first, want, got, {}, checks::Nans::kAlike, launch_of(other));
  if (!comparison.found) comparison.found = compare_copies(first, want, got, other);
  return comparison;
}

// The first kernel's verdict has been given already, by its declarations.
Comparison judge_the_other(const Case& c, const Kernel& other, Lane& lane, SizeClass size) {
  JudgeOptions options{size, {}, false};
  for (const Property& property : all_properties()) {
    if (property.kind != PropertyKind::kMetamorphic) options.only.push_back(property.name);
  }
  Judgement theirs = judge(c, other, lane, options);
  if (theirs.verdict == Verdict::kUnsupported) return {};
  Comparison comparison{true, std::nullopt};
  if (theirs.verdict != Verdict::kFailed) return comparison;
  comparison.found = std::move(theirs.violations.front());
  Violation& found = *comparison.found;
  const std::string said = found.sentence.empty() ? "" : ": " + found.sentence;
  found.sentence = "by the declarations of " + std::string(other.name) + ", it breaks " +
                   std::string(found.property) + said;
  return comparison;
}

}  // namespace

constinit const Property kPropertyOfTwoKernels = {
    kEqualsTheOtherKernel,
    "two kernels leave the same bits, or each what is legal by its own declarations",
    "a rewrite that differs from what it replaces",
    "any",
    "with --against, cases that both kernels support",
    PropertyKind::kMetamorphic,
    false,
    applies_to_no_kernel_alone,
    nothing_found};

Comparison compare_kernels(const Case& c, const Kernel& kernel, const Kernel& other, Lane& lane,
                           SizeClass size) {
  if (!checks::can_relaunch(c) || !lane.can_run(other)) return {};
  if (c.bad_positions_permille > 0 && !other.description.bounds_safe) return {};
  Comparison comparison = checks::compute_alike(kernel.description, other.description)
                              ? compare_bits(c, kernel, other, lane)
                              : judge_the_other(c, other, lane, size);
  if (comparison.found) comparison.found->property = kEqualsTheOtherKernel;
  return comparison;
}

}  // namespace ropekv
