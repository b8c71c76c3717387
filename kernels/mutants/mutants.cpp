// The table of mutants: mutant_list.h with two function pointers to each line.
#include "kernels/mutants/mutants.h"

#include "kernels/our_description.h"

namespace ropekv {
namespace {

using mutants::Fault;

template <Fault fault>
ropekv_status launch_host(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  return mutants::launch_mutable_host(args, fault, how, error);
}

#if ROPEKV_CUDA
template <Fault fault>
ropekv_status launch_cuda(const ropekv_args& args, void* stream, ropekv_error* error) {
  return mutants::launch_mutable_cuda(args, fault, stream, error);
}
#define ROPEKV_LAUNCH_CUDA(fault) &launch_cuda<fault>
#else
#define ROPEKV_LAUNCH_CUDA(fault) nullptr
#endif

}  // namespace

// A mutant declares what a right kernel declares: that is what makes it a mutant.
std::span<const Kernel> all_mutants() {
  static const Kernel kMutants[] = {
#define ROPEKV_MUTANT(fault, name, museum, bug) \
  Kernel{"mutant/" name,                        \
         our_description("mutant/" name, bug),  \
         &launch_host<Fault::fault>,            \
         ROPEKV_LAUNCH_CUDA(Fault::fault),      \
         bug,                                   \
         museum},
      ROPEKV_MUTANTS(ROPEKV_MUTANT)
#undef ROPEKV_MUTANT
  };
  return kMutants;
}

}  // namespace ropekv
