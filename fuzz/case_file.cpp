#include "fuzz/case_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "fuzz/exit_code.h"
#include "fuzz/trimmed.h"
#include "reference/list_file.h"

namespace ropekv {
std::vector<FiledCase> read_case_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw usage_error(fmt::format("file {} cannot be read", path.string()));
  std::vector<FiledCase> cases;
  std::string text;
  for (int line_number = 1; std::getline(file, text); ++line_number) {
    text = std::string(trimmed(text));
    if (text.empty() || text.starts_with('#')) continue;
    const std::string place = fmt::format("{}:{}", path.string(), line_number);
    std::string error;
    const auto c = parse_case_beside(path.parent_path().string(), text, &error);
    if (!c) throw usage_error(fmt::format("{}: {}", place, error));
    cases.push_back({*c, place});
  }
  if (file.bad()) throw usage_error(fmt::format("file {} cannot be read", path.string()));
  if (cases.empty()) throw usage_error(fmt::format("file {} holds no case line", path.string()));
  return cases;
}

std::vector<FiledCase> read_case_directory(const std::filesystem::path& dir) {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (std::filesystem::directory_iterator at(dir, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().extension() == ".case") paths.push_back(at->path());
  }
  if (error) {
    throw usage_error(
        fmt::format("directory {} cannot be read: {}", dir.string(), error.message()));
  }
  if (paths.empty()) {
    throw usage_error(fmt::format("directory {} holds no .case file", dir.string()));
  }
  std::ranges::sort(paths);
  std::vector<FiledCase> cases;
  for (const auto& path : paths) {
    for (FiledCase& filed : read_case_file(path)) cases.push_back(std::move(filed));
  }
  return cases;
}

}  // namespace ropekv
