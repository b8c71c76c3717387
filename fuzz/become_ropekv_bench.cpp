#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "fuzz/commands.h"
#include "fuzz/guarded_run.h"

namespace ropekv {

ExitCode become_ropekv_bench(char** argv) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto bench = self.parent_path() / "ropekv-bench";
  execv(bench.c_str(), argv);
  return complain(ExitCode::kUsage, fmt::format("bench needs the executable {} beside ropekv: {}",
                                                bench.string(), std::strerror(errno)));
}

}  // namespace ropekv
