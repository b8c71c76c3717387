#include "fuzz/whole_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>

#include "fuzz/exit_code.h"

namespace ropekv {
namespace {

using Failure = std::function<CommandError(const char* done, const std::string& why)>;

Failure failure_of(std::string_view option, const std::filesystem::path& path) {
  return [=](const char* done, const std::string& why) {
    return usage_error(
        fmt::format("{} is '{}': it cannot be {}: {}", option, path.string(), done, why));
  };
}

bool is_written_in_place(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored);
}

std::string part_of(const std::filesystem::path& path) {
  return fmt::format("{}.{}.part", path.string(), getpid());
}

// With the reason of the system: std::ofstream knows that it failed, but not why.
void write_in_place(const std::filesystem::path& path, bool to_disk, const std::string& text,
                    const Failure& failure) {
  const auto fail = [&](const char* done) {
    const std::string why = std::strerror(errno);
    if (to_disk) std::remove(path.c_str());
    throw failure(done, why);
  };
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (!file) fail("created");
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size() &&
                       std::fflush(file) == 0 && (!to_disk || fsync(fileno(file)) == 0);
  const int why = errno;
  const bool closed = std::fclose(file) == 0;
  if (!written) errno = why;
  if (!written || !closed) fail("written");
}

}  // namespace

void write_whole_file(std::string_view option, const std::filesystem::path& path,
                      const std::string& text) {
  const Failure failure = failure_of(option, path);
  if (is_written_in_place(path)) return write_in_place(path, false, text, failure);
  const std::string part = part_of(path);
  write_in_place(part, true, text, failure);
  if (std::rename(part.c_str(), path.c_str()) != 0) {
    const std::string why = std::strerror(errno);
    std::remove(part.c_str());
    throw failure("created", why);
  }
}

void expect_room_for_file(std::string_view option, const std::filesystem::path& path) {
  const Failure failure = failure_of(option, path);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw failure("created", strerror(EISDIR));
  if (is_written_in_place(path)) return;
  const std::string part = part_of(path);
  write_in_place(part, false, "", failure);
  std::remove(part.c_str());
}

}  // namespace ropekv
