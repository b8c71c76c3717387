// Stands in for cuda_lane.cu in a build without CUDA.
#include "properties/lane.h"

namespace ropekv {

int num_cuda_devices() {
  return 0;
}

std::unique_ptr<Lane> make_cuda_lane(int) {
  throw std::runtime_error("this build has no CUDA lane");
}

}  // namespace ropekv
