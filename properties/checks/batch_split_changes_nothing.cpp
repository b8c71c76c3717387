// Tokens do not know each other: two launches, of the first tokens and of the rest, leave what one
// launch of all of them leaves. Variants chosen by the number of tokens, positions that a block
// stages for its neighbours, and a grid that forgets the last tokens differ (mlx#3494,
// vllm-ascend#16699; museum E8, E12, J6).
#include "properties/checks/another_launch.h"
#include "properties/checks/metamorphic.h"
#include "properties/checks/outputs.h"
#include "reference/hash.h"

namespace ropekv::checks {
namespace {

// One token apart at either end, the middle, or anywhere.
int64_t split_of(const Case& c) {
  const uint64_t random = mix64(c.data_seed ^ 0x51);
  const int64_t last = c.num_tokens - 1;
  const int64_t anywhere = 1 + static_cast<int64_t>((random >> 8) % static_cast<uint64_t>(last));
  const int64_t choices[] = {c.num_tokens / 2, 1, last, anywhere};
  return choices[random % 4];
}

}  // namespace

bool batch_split_changes_nothing_applies(const Case& c, const Kernel&, const Lane&) {
  return can_relaunch(c) && c.num_tokens >= 2;
}

Found batch_split_changes_nothing(CheckContext& context) {
  Trial trial = trial_like_first(context);
  const Case& c = trial.problem().c;
  const int64_t split = split_of(c);
  const ropekv_args parts[] = {args_of_tokens(trial.args(), 0, split),
                               args_of_tokens(trial.args(), split, c.num_tokens)};
  if (!is_supported(trial, parts[0]) || !is_supported(trial, parts[1])) return std::nullopt;
  const std::string at = "the launch split before token " + std::to_string(split);
  trial.paint();
  for (const ropekv_args& part : parts) {
    if (Found found = launch_part(context, trial, part, at)) return found;
  }
  return same_outputs_as_first(context, trial, at);
}

}  // namespace ropekv::checks
