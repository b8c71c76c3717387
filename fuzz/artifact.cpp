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
  std::error_code error;
  std::filesystem::create_directories(dir_, error);
  if (!std::filesystem::is_directory(dir_)) {
    throw usage_error(fmt::format("--artifact-dir is '{}': it cannot be created: {}", dir_.string(),
                                  error ? error.message() : "it is a file"));
  }
  const std::filesystem::path probe = dir_ / fmt::format("probe.{}", getpid());
  write_whole_file("--artifact-dir", probe, "may be removed\n");
  std::remove(probe.c_str());
}

std::filesystem::path ArtifactDir::write(const FindingRecord& finding) const {
  std::error_code ignored;  // writing says it better
  std::filesystem::create_directories(dir_, ignored);
  const std::filesystem::path path = dir_ / finding.file_name;
  write_whole_file("--artifact-dir", path, finding.file_text);
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
  if (!finding.explanation.sentence.empty()) {
    text += fmt::format("# {}\n", finding.explanation.sentence);
  }
  return text + print_case(finding.shrunk.minimal) + '\n';
}

}  // namespace ropekv
