// Where tensors begin changes nothing but speed. A base one element off forces the narrow variant
// of a kernel, so that the variants on both sides of the dispatch are held against each other
// (flashinfer#609, vllm#41257; museum E15, F1, F2).
#include "properties/checks/another_launch.h"
#include "properties/checks/metamorphic.h"

namespace ropekv::checks {
namespace {

// Against a fence the end of a tensor decides where it begins: back between guards it is aligned.
std::optional<Case> shifted(Case c) {
  const bool is_aligned = c.memory == Memory::kGuarded && c.misaligned == Misaligned{};
  c.misaligned = {};
  if (is_aligned) c.misaligned = {(1u << kNumTensors) - 1, 1};
  return plain_form(c);
}

}  // namespace

bool alignment_changes_nothing_applies(const Case& c, const Kernel& kernel, const Lane&) {
  return kernel.description.min_alignment_bytes <= dtype_bytes(c.dtype) && can_relaunch(c) &&
         shifted(c).has_value();
}

Found alignment_changes_nothing(CheckContext& context) {
  const Case changed = *shifted(context.trial.problem().c);
  const bool is_aligned = changed.misaligned == Misaligned{};
  return same_outputs_as(context, changed,
                         is_aligned
                             ? "a launch on aligned tensors"
                             : "a launch with every tensor one element past an aligned address");
}

}  // namespace ropekv::checks
