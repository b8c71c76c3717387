#include "kernels/canary/canaries.h"

#include "kernels/canary/canary_launch.h"
#include "kernels/our_description.h"
#include "kernels/production/production.h"

namespace ropekv {
namespace canaries {
namespace {

Place place_of(Wrong wrong, const ropekv_args& args) {
  return depends_on_indices(wrong) ? place_by_index(wrong, args) : place_by_shape(wrong, args);
}

template <Wrong wrong>
ropekv_status launch_host(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  const ropekv_status status = launch_production_host(launched(wrong, args), how, error);
  if (status == ROPEKV_OK) spoil(place_of(wrong, args));
  return status;
}

#if ROPEKV_CUDA
template <Wrong wrong>
ropekv_status launch_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  return launch_canary_cuda(wrong, args, stream, error);
}
#define ROPEKV_CUDA_LANE(launch) &launch
#else
#define ROPEKV_CUDA_LANE(launch) nullptr
#endif

template <Wrong wrong>
Canary canary(const char* name, const char* summary, std::string_view property) {
  return {wrong,
          property,
          {name, our_description(name, summary), &launch_host<wrong>,
           ROPEKV_CUDA_LANE(launch_cuda<wrong>)}};
}

// An element that is written nowhere shows as poison: not where it is rotated in place.
bool last_token_shows(const ropekv_args& a) {
  const bool out_of_place =
      (a.q_rope != nullptr && a.q_rope != a.q) || (a.k_rope != nullptr && a.k_rope != a.k);
  return a.num_tokens > 1 && out_of_place && has_position(a, a.num_tokens - 1);
}

}  // namespace

bool finds_a_place(Wrong wrong, const ropekv_args& args) {
  if (wrong == Wrong::kLastToken) return last_token_shows(args);
  return place_of(wrong, args).at != nullptr;
}

}  // namespace canaries

std::span<const Canary> all_canaries() {
  using namespace canaries;
  static const Canary kCanaries[] = {
      canary<Wrong::kGuardBefore>("canary/guard_before",
                                  "changes a bit of the memory before a tensor",
                                  "guards_are_intact"),
      canary<Wrong::kGuardBehind>("canary/guard_behind",
                                  "changes a bit of the memory behind a tensor",
                                  "guards_are_intact"),
      canary<Wrong::kGap>("canary/gap", "changes a bit between two rows of a tensor",
                          "gaps_keep_their_bytes"),
      canary<Wrong::kInput>("canary/input", "changes a bit of an input", "inputs_are_unchanged"),
      canary<Wrong::kUntouchedSlot>("canary/untouched_slot",
                                    "changes a bit of a slot that no token owns",
                                    "untouched_slots_keep_their_bytes"),
      canary<Wrong::kStoredV>("canary/stored_v", "changes a bit of a stored element of V",
                              "v_is_copied_bitwise"),
      canary<Wrong::kKRope>("canary/k_rope", "changes a bit of k_rope, not of its row in the cache",
                            "k_row_equals_k_rope"),
      canary<Wrong::kTail>("canary/tail", "changes a bit of a dim that does not rotate",
                           "tails_pass_through_bitwise"),
      canary<Wrong::kRotated>("canary/rotated", "moves a rotated element by 2 codes (f32: by 32)",
                              "q_and_k_lie_in_the_accept_set"),
      canary<Wrong::kCachedK>("canary/cached_k",
                              "moves a rotated element of an fp8 cache by 2 codes",
                              "cached_k_lies_in_the_accept_set"),
      canary<Wrong::kLastToken>("canary/last_token", "leaves out the last token",
                                "every_rotated_element_is_written"),
  };
  return kCanaries;
}

}  // namespace ropekv
