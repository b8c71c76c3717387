// In the builds of mutants (quick_build.cmake) in place of kernels/bench/floor_host.cpp, whose
// templates are half of what a mutant of the kernel compiles. The floor's own test has the real
// one.
#include "kernels/bench/floor.h"

namespace ropekv {

template <production::Shape shape>
ropekv_status launch_floor_host(const ropekv_args&, HostLaunch, ropekv_error*) {
  return ROPEKV_UNSUPPORTED;
}

using production::Shape;
template ropekv_status launch_floor_host<Shape::kSmall>(const ropekv_args&, HostLaunch,
                                                        ropekv_error*);
template ropekv_status launch_floor_host<Shape::kLarge>(const ropekv_args&, HostLaunch,
                                                        ropekv_error*);

}  // namespace ropekv
