// The outputs of two launches, held against each other element by element.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "properties/checks/checks.h"

namespace ropekv::checks {

inline constexpr std::array kOutputs = {Tensor::kQRope, Tensor::kKRope, Tensor::kKBuffer,
                                        Tensor::kVBuffer};

// The rows of each, as Trial::read_rows has them; empty where the launch has no such tensor.
using Outputs = std::array<Codes, kOutputs.size()>;

Outputs read_outputs(const Trial& trial);

enum class Nans {
  kBitwise,
  kAlike,  // any NaN for any NaN
};

// What the contract and the kernel's declarations promise of both, and no more: bad positions,
// padded K rows and slots with several tokens are left out where nobody promises them. Without a
// fixed order of evaluation only V and the tails are compared.
Found compare_outputs(const Trial& first, const Outputs& want, const Outputs& got,
                      const Correspondence& where, Nans nans, std::string_view which_launch);

// Launches the case once more, plainly.
Found relaunch(const CheckContext& context, Outputs* outputs);

// `trial` has been launched: its outputs are those of the first launch of the case.
Found same_outputs_as_first(const CheckContext& context, const Trial& trial,
                            std::string_view which_launch, Nans nans = Nans::kBitwise);

// The same where elements lie elsewhere.
Found same_outputs_elsewhere(const CheckContext& context, const Trial& trial,
                             const Correspondence& where, std::string_view which_launch);

// The contract, or the kernel by its declarations, says what this row of q_rope or k_rope holds.
bool row_is_promised(const Problem& problem, Tensor tensor, int64_t token);

}  // namespace ropekv::checks
