// Runs the ropekv command as a person would: what it printed where, and its exit status.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace ropekv {

struct CommandOutput {
  int status = -1;
  std::string out, err;

  std::vector<std::string> out_lines() const {
    std::vector<std::string> lines;
    std::istringstream text(out);
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }
  // What follows `prefix` on the first line that starts with it; empty if none does.
  std::string after(std::string_view prefix) const {
    for (const std::string& line : out_lines()) {
      if (line.starts_with(prefix)) return line.substr(prefix.size());
    }
    return {};
  }
};

// A folder of this process that goes away with the value.
class TemporaryDir {
 public:
  TemporaryDir() {
    std::string name = testing::TempDir() + "ropekv_" + std::string(6, 'X');
    if (mkdtemp(name.data())) path_ = name;
  }
  ~TemporaryDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDir(const TemporaryDir&) = delete;
  TemporaryDir& operator=(const TemporaryDir&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string read_whole(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// `before` is shell text in front of the command: "SLURM_ARRAY_TASK_ID=3", "timeout -s INT 1".
inline CommandOutput run_ropekv(const std::vector<std::string>& args,
                                const std::string& before = "") {
  const auto self = std::filesystem::read_symlink("/proc/self/exe");
  const auto ropekv = self.parent_path().parent_path() / "ropekv";
  const TemporaryDir dir;
  // A test of ours may itself be sharded by GoogleTest: the command must not follow it.
  std::string line =
      "unset GTEST_SHARD_INDEX GTEST_TOTAL_SHARDS; " + before + ' ' + shell_quoted(ropekv.string());
  for (const std::string& arg : args) line += ' ' + shell_quoted(arg);
  const auto out = dir.path() / "out";
  const auto err = dir.path() / "err";
  line += fmt::format(" > {} 2> {} < /dev/null", shell_quoted(out.string()),
                      shell_quoted(err.string()));
  const int status = std::system(line.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_whole(out), read_whole(err)};
}

}  // namespace ropekv
