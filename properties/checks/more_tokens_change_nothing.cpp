// Tokens that follow change nothing for those before them. Kernels choose variants, blocks and
// grids by the number of tokens, and a fault shows on one side of such a threshold only: one token
// more, twice as many, and one past the next power of two (vllm-ascend#16699, vllm#51049, mlx#3659;
// museum D2, E15, F3, J6).
#include <bit>

#include "properties/checks/another_launch.h"
#include "properties/checks/metamorphic.h"
#include "properties/checks/outputs.h"
#include "reference/hash.h"

namespace ropekv::checks {
namespace {

// The tokens that follow have no slot: slot_mapping stays as it is.
std::optional<Case> with_more_tokens(Case c) {
  const uint64_t tokens = static_cast<uint64_t>(c.num_tokens);
  const uint64_t counts[] = {tokens + 1, 2 * tokens, std::bit_ceil(tokens) + 1};
  c.num_tokens = static_cast<int64_t>(counts[mix64(c.data_seed ^ 0x70CE) % 3]);
  if (c.positions.kind == PositionKind::kList) {
    c.positions.list.resize(c.num_tokens, c.positions.list.back());
  }
  return plain_form(c);
}

}  // namespace

bool more_tokens_change_nothing_applies(const Case& c, const Kernel&, const Lane&) {
  return can_relaunch(c) && with_more_tokens(c).has_value();
}

Found more_tokens_change_nothing(CheckContext& context) {
  const Trial& first = context.trial;
  const Problem problem(*with_more_tokens(first.problem().c), first.problem().how);
  Trial trial(problem, first.kernel(), first.lane(), first.poison());
  if (!is_supported(trial, trial.args())) return std::nullopt;
  const std::string which = "a launch of " + std::to_string(problem.c.num_tokens) + " tokens";
  if (Found found = launch_whole(context, trial, which)) return found;
  return same_outputs_elsewhere(context, trial, {}, which);
}

}  // namespace ropekv::checks
