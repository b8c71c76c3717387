#include "kernels/registry.h"

#include <algorithm>
#include <vector>

#include "kernels/canary/canaries.h"
#include "kernels/faults/faults.h"
#include "kernels/mutants/mutants.h"
#include "kernels/naive/naive.h"
#include "kernels/production/production.h"
#include "kernels/production/shapes.h"

#if ROPEKV_CUDA
#define ROPEKV_CUDA_LANE(launch) &launch
#else
#define ROPEKV_CUDA_LANE(launch) nullptr
#endif

namespace ropekv {

std::span<const Kernel> all_kernels() {
  static const std::vector<Kernel> kAll = [] {
    std::vector<Kernel> all = {
        {"production", kProductionDescription, &launch_production_host,
         ROPEKV_CUDA_LANE(launch_production_cuda)},
        {"naive", kNaiveDescription, &launch_naive_host, ROPEKV_CUDA_LANE(launch_naive_cuda)},
    };
    const auto mutants = all_mutants();
    all.insert(all.end(), mutants.begin(), mutants.end());
    return all;
  }();
  return kAll;
}

const Kernel* find_kernel(std::string_view name) {
  for (const auto kernels : {all_kernels(), production_shapes(), all_faults()}) {
    const auto found = std::ranges::find(kernels, name, &Kernel::name);
    if (found != kernels.end()) return &*found;
  }
  for (const Canary& canary : all_canaries()) {
    if (canary.kernel.name == name) return &canary.kernel;
  }
  return nullptr;
}

}  // namespace ropekv
