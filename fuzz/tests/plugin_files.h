// The plug-ins that the build makes for tests and as examples, beside the tests.
#pragma once

#include "fuzz/tests/run_command.h"

namespace ropekv {

inline std::string plugin_file(const std::string& name) {
  const auto self = std::filesystem::read_symlink("/proc/self/exe");
  const auto bin = self.parent_path().parent_path();
  return (bin / "plugins" / ("lib" + name + ".so")).string();
}

// A campaign of few cases on the host lane.
inline CommandOutput fuzz_plugin(const std::string& file, std::vector<std::string> more,
                                 const std::string& before = "") {
  std::vector<std::string> args = {"fuzz", "--kernel",      file, "--device", "host", "--seed",
                                   "1",    "--shrink-time", "5s"};
  args.insert(args.end(), more.begin(), more.end());
  return run_ropekv(args, before);
}

}  // namespace ropekv
