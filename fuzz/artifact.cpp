#include "fuzz/artifact.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "fuzz/exit_code.h"
#include "fuzz/failure_page.h"
#include "fuzz/whole_file.h"
#include "reference/case_text.h"

namespace ropekv {

ArtifactDir::ArtifactDir(std::filesystem::path dir) : dir_(std::move(dir)) {
  std::remove(write(fmt::format("probe.{}", getpid()), "may be removed\n").c_str());
}

std::filesystem::path ArtifactDir::write(const std::string& name, const std::string& text) const {
  const std::filesystem::path path = dir_ / name;
  for (int tries_left = 3;; --tries_left) {
    std::error_code error;
    std::filesystem::create_directories(dir_, error);
    if (error) {
      throw usage_error(fmt::format("--artifact-dir is '{}': it cannot be created: {}",
                                    dir_.string(), error.message()));
    }
    try {
      write_whole_file("--artifact-dir", path, text);
      return path;
    } catch (const CommandError&) {  // unless someone removed the directory in between
      if (tries_left == 0 || std::filesystem::is_directory(dir_)) throw;
    }
  }
}

std::filesystem::path ArtifactDir::write(const FindingRecord& finding) const {
  return write(finding.file_name, finding.file_text);
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
  if (!finding.explanation.sentence.empty()) {
    text += fmt::format("# {}\n", finding.explanation.sentence);
  }
  return text + print_case(finding.shrunk.minimal) + '\n';
}

}  // namespace ropekv
