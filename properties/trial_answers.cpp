// What is asked of nearly every launch: on a GPU asked together, since a wait costs more than all
// the answers; on the host lane each when it is wanted.
#include "properties/tensor_kinds.h"
#include "properties/trial.h"

namespace ropekv {

// Also of launches that a relation compares: what lies elsewhere than in outputs, and their digest.
Trial::Inquiry Trial::asked_of_every_launch() const {
  Inquiry all;
  if (!lane_.is_cuda()) return all;
  const Case& c = problem_.c;
  all.digest = all.strays = true;
  for (const Region& region : problem_.layout.regions) {
    for (int i = 0; i < region.num_views; ++i) {
      const Tensor tensor = region.views[i].tensor;
      const bool in_place =
          (tensor == Tensor::kQ && c.q_in_place()) || (tensor == Tensor::kK && c.k_in_place());
      if (is_input(tensor) && !in_place) all.rows.insert({tensor, RowRule::kIsData});
      if (is_index(tensor)) all.indices.insert(tensor);
    }
  }
  return all;
}

// What lies in outputs.
Trial::Inquiry Trial::asked_of_first_launches() const {
  Inquiry all;
  if (!lane_.is_cuda()) return all;
  const Case& c = problem_.c;
  const auto ask_for = [&](Tensor tensor, RowRule rule) {
    if (problem_.layout.find(tensor)) all.rows.insert({tensor, rule});
  };
  for (const Tensor tensor : {Tensor::kQRope, Tensor::kKRope, Tensor::kKBuffer, Tensor::kVBuffer}) {
    ask_for(tensor, RowRule::kIsNotPoison);
    if (!is_cache(tensor) && c.rotary_dim < c.head_dim) ask_for(tensor, RowRule::kTailIsData);
  }
  ask_for(Tensor::kVBuffer, RowRule::kIsDataOfOwner);
  if (c.writes_k() && !c.fp8_cache() && problem_.how.writes_k_rope) {
    ask_for(Tensor::kKBuffer, RowRule::kIsRowOfOwner);
  }
  return all;
}

void Trial::ask(Inquiry inquiry) const {
  std::erase_if(inquiry.rows, [&](const auto& asked) { return known_.rows.contains(asked); });
  std::erase_if(inquiry.indices, [&](Tensor asked) { return known_.indices.contains(asked); });
  Questions questions;
  for (const auto& [tensor, rule] : inquiry.rows) {
    questions.row_checks.push_back(row_check(tensor, rule));
  }
  for (const Tensor tensor : inquiry.indices) {
    const size_t region_idx = problem_.layout.find(tensor)->region_idx;
    questions.compares.push_back(
        {reinterpret_cast<const uint8_t*>(at(problem_.region_offset[region_idx])),
         reinterpret_cast<const uint8_t*>(image_of_region_[region_idx]),
         problem_.layout.regions[region_idx].bytes()});
  }
  if (inquiry.digest) questions.row_digests = row_digests();
  if (inquiry.strays) ask_about_strays(&questions);
  const Answers answers = lane_.answer(questions);
  size_t i = 0;
  for (const RowQuestion& asked : inquiry.rows) known_.rows[asked] = answers.row_checks[i++];
  i = 0;
  for (const Tensor asked : inquiry.indices) known_.indices[asked] = answers.compares[i++];
  if (inquiry.digest) known_.digest = sum_of(questions.row_digests, answers.row_digests);
  if (inquiry.strays) known_.num_stray_bytes = num_strays_of(answers);
}

Tally Trial::audit(Tensor tensor, RowRule rule) const {
  if (!problem_.layout.find(tensor)) return {};
  const RowQuestion asked{tensor, rule};
  if (!known_.rows.contains(asked)) {
    Inquiry inquiry =
        rule == RowRule::kIsData ? asked_of_every_launch() : asked_of_first_launches();
    inquiry.rows.insert(asked);
    ask(inquiry);
  }
  return known_.rows.at(asked);
}

Tally Trial::audit_indices(Tensor tensor) const {
  if (!problem_.layout.find(tensor)) return {};
  if (!known_.indices.contains(tensor)) {
    Inquiry inquiry = asked_of_every_launch();
    inquiry.indices.insert(tensor);
    ask(inquiry);
  }
  return known_.indices.at(tensor);
}

int64_t Trial::num_stray_bytes() const {
  if (!known_.num_stray_bytes) {
    Inquiry inquiry = asked_of_every_launch();
    inquiry.strays = true;
    ask(inquiry);
  }
  return *known_.num_stray_bytes;
}

Sum128 Trial::output_digest() const {
  if (!known_.digest) {
    Inquiry inquiry = asked_of_every_launch();
    inquiry.digest = true;
    ask(inquiry);
  }
  return *known_.digest;
}

}  // namespace ropekv
