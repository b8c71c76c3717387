#include "fuzz/same_file.h"

#include <fmt/format.h>

namespace ropekv {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // as the kernel

// weakly_canonical() stops at a link to what does not exist yet.
fs::path target_of(fs::path path) {
  std::error_code ignored;
  for (int i = 0; i < kMostLinks && fs::is_symlink(path, ignored); ++i) {
    path = path.parent_path() / fs::read_symlink(path, ignored);
  }
  return fs::weakly_canonical(fs::absolute(path, ignored), ignored);
}

bool is_no_file(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored) && !fs::is_regular_file(path, ignored);
}

bool is_same(const fs::path& a, const fs::path& b) {
  if (is_no_file(a) || is_no_file(b)) return false;
  std::error_code ignored;
  return target_of(a) == target_of(b) || fs::equivalent(a, b, ignored);
}

struct Written {
  const NamedFile* file;
  fs::path path;
  std::string what;  // for a sentence
};

std::vector<Written> written_by(const NamedFile& file) {
  if (file.path.empty()) return {};
  std::vector<Written> all = {
      {&file, file.path, fmt::format("that of {} '{}'", file.option, file.path.string())}};
  if (!file.is_store) return all;
  for (const char* suffix : {".lock", "-journal", "-wal", "-shm"}) {
    const std::string beside = file.path.string() + suffix;
    all.push_back({&file, beside, fmt::format("{}, which belongs to {}", beside, file.option)});
  }
  return all;
}

}  // namespace

std::string why_same_file(const std::vector<NamedFile>& files) {
  std::vector<Written> earlier;
  for (const NamedFile& file : files) {
    const std::vector<Written> written = written_by(file);
    for (const Written& one : written) {
      for (const Written& other : earlier) {
        if (!is_same(one.path, other.path)) continue;
        return fmt::format("{} is '{}': it is the same file as {}", file.option, file.path.string(),
                           other.what);
      }
    }
    earlier.insert(earlier.end(), written.begin(), written.end());
  }
  return {};
}

}  // namespace ropekv
