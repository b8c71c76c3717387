// Where a campaign files what it found: one .case file per finding, ready for fuzz/corpus.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fuzz/finding_record.h"
#include "fuzz/run_context.h"

namespace ropekv {

class ArtifactDir {
 public:
  // Creates the directory and writes a probe into it, so that a read-only or full disk is known
  // before the campaign and not after a night. Throws CommandError.
  explicit ArtifactDir(std::filesystem::path dir);

  // The file's path. The directory is made again if someone removed it, now too. Written under
  // another name and renamed: nothing is ever half-written. Throws CommandError.
  std::filesystem::path write(const FindingRecord& finding) const;
  // Of a campaign that is resumed: files that were removed, or not asked for until now.
  void write_missing(const std::vector<FindingRecord>& findings) const;

 private:
  std::filesystem::path write(const std::string& name, const std::string& text) const;

  std::filesystem::path dir_;
};

// "# comment" lines, then the minimal case line.
std::string case_file_text(const Finding& finding, const RunContext& context);

}  // namespace ropekv
