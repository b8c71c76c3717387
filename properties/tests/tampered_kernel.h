// A right kernel with one fault put in after (or in place of) its launch: what each check must see.
#pragma once

#include "kernels/registry.h"
#include "properties/judge.h"

namespace ropekv::testing {

inline ropekv_status run_production(const ropekv_args& args, HostLaunch how, ropekv_error* error) {
  return find_kernel("production")->launch_host(args, how, error);
}

using LaunchHost = ropekv_status (*)(const ropekv_args&, HostLaunch, ropekv_error*);

inline Kernel tampered(LaunchHost launch) {
  Kernel kernel = *find_kernel("production");
  kernel.name = "tampered";
  kernel.launch_host = launch;
  kernel.launch_cuda = nullptr;
  return kernel;
}

// A case in which every tensor has gaps, a tail and room around it.
inline Case roomy_case() {
  Case c;
  c.num_tokens = 5;
  c.num_slots_given = 4;
  c.num_qo_heads = 3;
  c.num_kv_heads = 2;
  c.head_dim = 24;
  c.v_head_dim = 24;
  c.rotary_dim = 16;
  c.num_slots = 9;
  for (Padding* pad : {&c.q_pad, &c.k_pad, &c.v_pad, &c.q_rope_pad, &c.k_rope_pad, &c.k_buffer_pad,
                       &c.v_buffer_pad}) {
    *pad = {4, 2};
  }
  return c;
}

inline std::vector<std::string_view> violated(const Judgement& judgement) {
  std::vector<std::string_view> names;
  for (const Violation& violation : judgement.violations) names.push_back(violation.property);
  return names;
}

}  // namespace ropekv::testing
