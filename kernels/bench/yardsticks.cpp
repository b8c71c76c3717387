#include "kernels/bench/yardsticks.h"

#include "kernels/bench/copy.h"
#include "kernels/bench/empty.h"
#include "kernels/bench/floor.h"
#include "kernels/bench/unfused.h"

namespace ropekv {
namespace {

using production::Shape;

#if ROPEKV_CUDA
#define ROPEKV_CUDA_LANE(launch) &launch
#else
#define ROPEKV_CUDA_LANE(launch) nullptr
#endif

}  // namespace

std::span<const Yardstick> all_yardsticks() {
  static const Yardstick kYardsticks[] = {
      {YardstickRole::kFloor,
       {"floor_small", floor_description("floor_small"), &launch_floor_host<Shape::kSmall>,
        ROPEKV_CUDA_LANE(launch_floor_cuda<Shape::kSmall>)}},
      {YardstickRole::kFloor,
       {"floor_large", floor_description("floor_large"), &launch_floor_host<Shape::kLarge>,
        ROPEKV_CUDA_LANE(launch_floor_cuda<Shape::kLarge>)}},
      {YardstickRole::kCopy,
       {"copy_one", kCopyOneDescription, &launch_copy_one_host,
        ROPEKV_CUDA_LANE(launch_copy_one_cuda)}},
      {YardstickRole::kCopy,
       {"copy_four", kCopyFourDescription, &launch_copy_four_host,
        ROPEKV_CUDA_LANE(launch_copy_four_cuda)}},
      {YardstickRole::kEmpty,
       {"empty", kEmptyDescription, &launch_empty_host, ROPEKV_CUDA_LANE(launch_empty_cuda)}},
      {YardstickRole::kUnfused,
       {"unfused", kUnfusedDescription, &launch_unfused_host,
        ROPEKV_CUDA_LANE(launch_unfused_cuda)}},
  };
  return kYardsticks;
}

std::string_view role_name(YardstickRole role) {
  static constexpr std::string_view kNames[] = {"floor", "copy", "empty", "unfused"};
  return kNames[static_cast<size_t>(role)];
}

}  // namespace ropekv
