// One writer for a store: a lock beside it, released by the system when its holder dies.
//
// Not a lock on the database itself: SQLite's own are POSIX locks, which any close of the file in
// this process would drop.
#pragma once

#include <string>
#include <string_view>

namespace ropekv {

class StoreLock {
 public:
  // Takes FILE.lock. Throws CommandError, naming the holder, or why the file cannot be made.
  // `argument` is what the user gave the path as.
  StoreLock(std::string_view argument, const std::string& db_path);
  ~StoreLock();
  StoreLock(const StoreLock&) = delete;
  StoreLock& operator=(const StoreLock&) = delete;

 private:
  std::string path_;
  int fd_ = -1;
};

}  // namespace ropekv
