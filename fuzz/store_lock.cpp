#include "fuzz/store_lock.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "fuzz/exit_code.h"

namespace ropekv {
namespace {

std::string holder_text() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return fmt::format("process {} on {} since {:%Y-%m-%d %H:%M:%S} UTC", getpid(), host.data(),
                     fmt::gmtime(std::time(nullptr)));
}

std::string read_holder(int fd) {
  std::array<char, 512> text{};
  const ssize_t length = pread(fd, text.data(), text.size() - 1, 0);
  return length > 0 ? std::string(text.data(), length) : "another process";
}

// The holder before us removed the file after we had opened it: what we locked is nobody's.
bool is_still_there(int fd, const std::string& path) {
  struct stat ours {
  }, there{};
  return fstat(fd, &ours) == 0 && stat(path.c_str(), &there) == 0 && ours.st_ino == there.st_ino &&
         ours.st_dev == there.st_dev;
}

}  // namespace

StoreLock::StoreLock(std::string_view argument, const std::string& db_path)
    : path_(db_path + ".lock") {
  const auto refuse = [&](const std::string& why) {
    return usage_error(fmt::format("{} is '{}': {}", argument, db_path, why));
  };
  std::error_code ignored;
  if (std::filesystem::exists(db_path, ignored) &&
      !std::filesystem::is_regular_file(db_path, ignored)) {
    throw refuse("it is not a regular file");
  }
  for (;;) {
    fd_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd_ < 0) throw refuse(fmt::format("cannot create {}: {}", path_, std::strerror(errno)));
    if (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
      const int why = errno;
      const std::string holder = read_holder(fd_);
      close(fd_);
      if (why == EWOULDBLOCK) throw refuse("it is in use by " + holder);
      throw refuse(fmt::format("cannot lock {}: {}", path_, std::strerror(why)));
    }
    if (is_still_there(fd_, path_)) break;
    close(fd_);
  }
  const std::string holder = holder_text();
  // For a person only: on a full disk the lock holds without it.
  if (ftruncate(fd_, 0) == 0) {
    [[maybe_unused]] const ssize_t ignored = pwrite(fd_, holder.data(), holder.size(), 0);
  }
}

StoreLock::~StoreLock() {
  unlink(path_.c_str());
  close(fd_);
}

}  // namespace ropekv
