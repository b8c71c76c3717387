// One launch and what it left behind: paints guards, poison and data, launches, and answers
// questions about the memory afterwards.
#pragma once

#include <optional>
#include <vector>

#include "properties/lane.h"
#include "properties/problem.h"

namespace ropekv {

class Trial {
 public:
  // Takes the lane's arena; one trial per lane at a time.
  Trial(const Problem& problem, const Kernel& kernel, Lane& lane, Poison poison);

  // Paints everything anew, launches and waits. May be called again: then arenas up to 1 GiB are
  // copied from an image of the first painting.
  const LaunchResult& run(HostLaunch how = {});
  // For the runs from here on.
  void use_poison(Poison poison);

  ropekv_args args() const { return problem_.args(arena_); }

  const Problem& problem() const { return problem_; }
  const Kernel& kernel() const { return kernel_; }
  Lane& lane() const { return lane_; }
  const Poison& poison() const { return poison_; }
  const LaunchResult& result() const { return result_; }

  // What follows looks at the memory as the last run left it.

  // Rows of a view against a rule. Empty tally if the launch has no such tensor.
  ViewTally audit(Tensor tensor, RowRule rule) const;
  // Index arrays and the table: bytes that differ from what was painted. Index: the byte.
  Tally audit_indices(Tensor tensor) const;
  Tally audit_gaps(size_t region_idx) const;
  struct Guard {
    int64_t begin_bytes, end_bytes;
  };
  std::vector<Guard> guards() const;
  Tally audit_guard(const Guard& guard) const;
  // Nothing of an output was written: its memory holds nothing but poison. Index: the 16-bit word.
  Tally audit_untouched(Tensor tensor) const;

  std::vector<std::byte> download(size_t region_idx) const;
  uint32_t code_at(Tensor tensor, Coordinate at) const;
  // Of q_rope, k_rope, k_buffer and v_buffer.
  Sum128 output_digest() const;

 private:
  void paint();
  void paint_again();
  std::byte* region_base(size_t region_idx) const;
  ViewRule view_rule(Tensor tensor, RowRule rule) const;

  const Problem& problem_;
  const Kernel& kernel_;
  Lane& lane_;
  Poison poison_;
  void* arena_;
  int64_t* notes_;         // [num_slots] slot owners, then [num_tokens] token owners if any
  void* image_ = nullptr;  // of the arena as painted, once there is one
  LaunchResult result_;
};

}  // namespace ropekv
