// What a plug-in says of itself: read as any version of it may have written it, and refused where
// it contradicts itself, before a case is launched.
#pragma once

#include <stdexcept>
#include <string>

#include "kernels/contract.h"

namespace ropekv {

// What is wrong with a plug-in, without its path: "it exports no ropekv_launch".
struct PluginError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Printable, and the library may change its own meanwhile.
struct PluginDescription {
  std::string name, summary;
  ropekv_description fields{};  // name and summary null
};

// Throws PluginError. What `describe` does to the process is somebody else's to see.
PluginDescription read_description(ropekv_describe_fn describe);

// One sentence if no kernel can be as described, else empty: "dtypes is 0x8: bit 3 means nothing".
std::string why_malformed(const ropekv_description& fields);

}  // namespace ropekv
