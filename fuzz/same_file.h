// Files that a campaign was told to write, each of which would destroy what another one holds.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ropekv {

struct NamedFile {
  std::string option;          // "--junit"
  std::filesystem::path path;  // as typed; empty: not asked for
  bool is_store = false;       // with SQLite's files and the lock beside it
};

// Why these cannot be used together, one sentence; empty if they can. Links are followed, and what
// exists is the same if device and inode are. Devices and pipes may be named as often as one likes.
std::string why_same_file(const std::vector<NamedFile>& files);

}  // namespace ropekv
