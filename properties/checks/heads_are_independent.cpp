// Heads do not know each other: two launches, of the first heads and of the others, leave what one
// launch leaves. A launch of one head takes other variants, a head stride that is taken from the
// wrong tensor, or a group of heads that is masked by the wrong count, differs (vllm#51049,
// sglang#20559, Megatron-LM#7103; museum D2, E3, E7, E14).
#include "properties/checks/another_launch.h"
#include "properties/checks/metamorphic.h"
#include "properties/checks/outputs.h"
#include "reference/hash.h"

namespace ropekv::checks {
namespace {

// How many of `heads` the first launch takes: one at least, and all of one.
int32_t split_of(int32_t heads, uint64_t random) {
  if (heads <= 1) return heads;
  return 1 + static_cast<int32_t>(random % static_cast<uint64_t>(heads - 1));
}

}  // namespace

bool heads_are_independent_applies(const Case& c, const Kernel&, const Lane&) {
  return can_relaunch(c) && ((c.has_q() && c.num_qo_heads >= 2) ||
                             ((c.has_k() || c.writes_v()) && c.num_kv_heads >= 2));
}

Found heads_are_independent(CheckContext& context) {
  Trial trial = trial_like_first(context);
  const ropekv_args all = trial.args();
  const uint64_t random = mix64(trial.problem().c.data_seed ^ 0x6EAD);
  const int32_t q = split_of(all.num_qo_heads, random);
  const int32_t kv = split_of(all.num_kv_heads, random >> 32);
  const ropekv_args parts[] = {args_of_heads(all, 0, q, 0, kv),
                               args_of_heads(all, q, all.num_qo_heads, kv, all.num_kv_heads)};
  if (!is_supported(trial, parts[0]) || !is_supported(trial, parts[1])) return std::nullopt;
  const std::string at =
      "the launch split before q head " + std::to_string(q) + " and kv head " + std::to_string(kv);
  trial.paint();
  for (const ropekv_args& part : parts) {
    if (Found found = launch_part(context, trial, part, at)) return found;
  }
  return same_outputs_as_first(context, trial, at);
}

}  // namespace ropekv::checks
