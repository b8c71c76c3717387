// What the rotation is for: the score of a query and a key depends on how far apart they are, not
// on where. With all positions moved by the same distance every dot product stays, up to rounding.
// A position that is clamped, truncated, or used plus one from somewhere on keeps the length of
// every pair and rotates back, and differs here (TensorRT-LLM#11598, sglang#10788; museum G1, G4,
// H2). The oracle is not asked.
//
// Pair by pair, with a = rotation_error(|q|) and b = rotation_error(|k|) (pairs.h), the product of
// the rotated pairs is off that of the true rotations by at most |q| b + |k| a + a b. Both launches
// may be, so the scores differ by twice the sum over pairs; the sums in double lose less than 2^-16
// of that, as each term is at least 2^-24 |q| |k|.
#include <algorithm>

#include "properties/bad_element.h"
#include "properties/checks/another_launch.h"
#include "properties/checks/metamorphic.h"
#include "properties/checks/pairs.h"
#include "reference/hash.h"

namespace ropekv::checks {
namespace {

constexpr int64_t kMostTokens = 128;      // that are taken as queries
constexpr int64_t kMostListed = 1 << 16;  // positions

// By the most that the table has room for, or anything less.
int64_t distance_of(const Case& c, const std::vector<int64_t>& positions) {
  const int64_t room = c.max_position - 1 - *std::ranges::max_element(positions);
  const uint64_t random = mix64(c.data_seed ^ 0xD157);
  if (room <= 0 || random % 2 == 0) return room;
  return 1 + static_cast<int64_t>((random >> 1) % static_cast<uint64_t>(room));
}

std::optional<Case> further_on(const Problem& problem) {
  Case c = problem.c;
  std::vector<int64_t> positions = problem.in.positions;
  const int64_t distance = distance_of(c, positions);
  if (distance <= 0) return std::nullopt;
  for (int64_t& position : positions) position += distance;
  c.positions = {PositionKind::kList, 0, std::move(positions)};
  return plain_form(c);
}

struct Score {
  double before = 0, after = 0, bound = 0;
};

struct Scores {
  const Problem& problem;
  const Rotated& before;
  const Rotated& after;
  RotationError error;

  // Of head `q_head` of token t with head `kv_head` of token u, whatever their group.
  Score of(int64_t t, int64_t q_head, int64_t u, int64_t kv_head) const {
    const Case& c = problem.c;
    const int64_t q = (t * c.num_qo_heads + q_head) * c.head_dim;
    const int64_t k = (u * c.num_kv_heads + kv_head) * c.head_dim;
    Score score;
    for (int64_t i = 0; i < c.rotary_dim / 2; ++i) {
      score.before += dot(before, q, k, i);
      score.after += dot(after, q, k, i);
      const double q_norm = pair_at(c, before.in[0], q, i).norm();
      const double k_norm = pair_at(c, before.in[1], k, i).norm();
      const double a = error.of(q_norm);
      const double b = error.of(k_norm);
      score.bound += 2 * (q_norm * b + k_norm * a + a * b);
    }
    score.bound *= 1 + std::ldexp(1.0, -16);
    return score;
  }
  double dot(const Rotated& rotated, int64_t q, int64_t k, int64_t i) const {
    const PairValues a = pair_at(problem.c, rotated.out[0], q, i);
    const PairValues b = pair_at(problem.c, rotated.out[1], k, i);
    return a.first * b.first + a.second * b.second;
  }
};

// Each query with the key of the token before it and with one anywhere.
void compare(const Scores& scores, Violation* violation) {
  const Case& c = scores.problem.c;
  for (int64_t t = 0; t < std::min(c.num_tokens, kMostTokens); ++t) {
    const uint64_t random = mix64(c.data_seed ^ static_cast<uint64_t>(t));
    const int64_t keys[] = {std::max<int64_t>(t - 1, 0),
                            static_cast<int64_t>(random % static_cast<uint64_t>(c.num_tokens))};
    for (const int64_t u : keys) {
      if (!row_is_promised(scores.problem, Tensor::kKRope, u)) continue;
      const int64_t q_head = static_cast<int64_t>((random >> 32) % c.num_qo_heads);
      const int64_t kv_head = static_cast<int64_t>((random >> 40) % c.num_kv_heads);
      const Score score = scores.of(t, q_head, u, kv_head);
      ++violation->total;
      if (std::abs(score.after - score.before) <= score.bound) continue;
      if (++violation->errors > 4) continue;
      violation->elements.push_back(
          {"score of " + place_name(Tensor::kQRope, {t, q_head, 0}) + " and " +
               place_name(Tensor::kKRope, {u, kv_head, 0}),
           number_text(score.before) + " within " + number_text(score.bound),
           number_text(score.after), "after the move"});
    }
  }
}

}  // namespace

// Whether the table has room to move is only known once the positions are written out.
bool scores_depend_on_distance_only_applies(const Case& c, const Kernel& kernel, const Lane&) {
  return can_relaunch(c) && bounds_apply(c) && c.has_q() && c.has_k() &&
         kernel.description.writes_k_rope && c.bad_positions_permille == 0 &&
         c.num_tokens <= kMostListed && c.max_position >= 2;
}

Found scores_depend_on_distance_only(CheckContext& context) {
  const Problem& problem = context.trial.problem();
  const std::optional<Case> moved = further_on(problem);
  if (!moved) return std::nullopt;
  Rotated before;
  {
    Trial trial = trial_like_first(context);
    if (Found found = launch_and_read(context, trial, "a further launch of the case", &before)) {
      return found;
    }
  }
  const Problem further(*moved, problem.how);
  Trial trial(further, context.trial.kernel(), context.trial.lane(), context.trial.poison());
  if (!is_supported(trial, trial.args())) return std::nullopt;
  const int64_t distance = further.in.positions[0] - problem.in.positions[0];
  Rotated after;
  const std::string which = "a launch with all positions moved by " + std::to_string(distance);
  if (Found found = launch_and_read(context, trial, which, &after)) return found;
  Violation violation;
  violation.sentence = "all positions were moved by " + std::to_string(distance);
  compare({problem, before, after, RotationError(problem.c, problem.how)}, &violation);
  if (violation.errors == 0) return std::nullopt;
  return violation;
}

}  // namespace ropekv::checks
