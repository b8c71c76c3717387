// Kernels that are wrong on purpose: each stands for a real bug that a check must find.
#pragma once

#include <span>

#include "kernels/mutants/mutant_list.h"
#include "kernels/registry.h"

namespace ropekv {

std::span<const Kernel> all_mutants();

namespace mutants {

ropekv_status launch_mutable_host(const ropekv_args& args, Fault fault, HostLaunch how,
                                  ropekv_error* error);

// Only where ROPEKV_CUDA is on.
ropekv_status launch_mutable_cuda(const ropekv_args& args, Fault fault, void* stream,
                                  ropekv_error* error);

}  // namespace mutants
}  // namespace ropekv
