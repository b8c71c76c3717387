// Boundary values: where kernels change what they do.
#pragma once

#include <cstdint>
#include <vector>

namespace ropekv {

// Values to try in place of n, ascending: 0, 1, 2, powers of two and their neighbours, multiples
// of the sizes that kernels are built around, then ever smaller steps below n down to n - 1.
std::vector<uint64_t> smaller_numbers(uint64_t n);

}  // namespace ropekv
