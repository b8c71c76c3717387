#include "fuzz/artifact.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "fuzz/exit_code.h"
#include "fuzz/failure_page.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

// With the reason of the system: std::ofstream knows that it failed, but not why.
void write_whole(const std::filesystem::path& path, const std::string& text) {
  const auto fail = [&](const char* verb) {
    const std::string why = std::strerror(errno);
    std::remove(path.c_str());
    throw usage_error(fmt::format("--artifact-dir: {} {}: {}", verb, path.string(), why));
  };
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (!file) fail("cannot create");
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size() &&
                       std::fflush(file) == 0 && fsync(fileno(file)) == 0;
  const int why = errno;
  const bool closed = std::fclose(file) == 0;
  if (!written) errno = why;
  if (!written || !closed) fail("cannot write");
}

std::filesystem::path temporary(const std::filesystem::path& path) {
  return fmt::format("{}.{}.part", path.string(), getpid());
}

}  // namespace

ArtifactDir::ArtifactDir(std::filesystem::path dir) : dir_(std::move(dir)) {
  std::error_code error;
  std::filesystem::create_directories(dir_, error);
  if (!std::filesystem::is_directory(dir_)) {
    throw usage_error(fmt::format("--artifact-dir: cannot create the directory {}: {}",
                                  dir_.string(), error ? error.message() : "it is a file"));
  }
  const std::filesystem::path probe = temporary(dir_ / "probe");
  write_whole(probe, "may be removed\n");
  std::remove(probe.c_str());
}

std::filesystem::path ArtifactDir::write(const FindingRecord& finding) const {
  std::error_code ignored;  // writing says it better
  std::filesystem::create_directories(dir_, ignored);
  const std::filesystem::path path = dir_ / finding.file_name;
  const std::filesystem::path part = temporary(path);
  write_whole(part, finding.file_text);
  if (std::rename(part.c_str(), path.c_str()) != 0) {
    const std::string why = std::strerror(errno);
    std::remove(part.c_str());
    throw usage_error(fmt::format("--artifact-dir: cannot create {}: {}", path.string(), why));
  }
  return path;
}

void ArtifactDir::write_missing(const std::vector<FindingRecord>& findings) const {
  for (const FindingRecord& finding : findings) {
    const bool has_file = !finding.file_name.empty();
    if (has_file && !std::filesystem::exists(dir_ / finding.file_name)) write(finding);
  }
}

std::string case_file_text(const Finding& finding, const RunContext& context) {
  std::string text =
      fmt::format("# {} {}\n# kernel {} on {}, {}\n", verdict_name(finding.verdict()),
                  finding.headline, context.kernel->name, context.lane, context.device);
  if (context.source) {
    text += fmt::format("# case {} of seed {}: {}\n", finding.case_idx, context.source->seed,
                        context.replay_index_command(finding.case_idx));
  }
  return text + print_case(finding.shrunk.minimal) + '\n';
}

}  // namespace ropekv
