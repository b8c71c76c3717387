#include "properties/host_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace ropekv {
namespace {

// What the kernel says it could give without swapping; no limit where it does not say.
int64_t available_bytes() {
  std::ifstream meminfo("/proc/meminfo");
  for (std::string line; std::getline(meminfo, line);) {
    long kibibytes = 0;
    if (std::sscanf(line.c_str(), "MemAvailable: %ld kB", &kibibytes) == 1) {
      return int64_t{kibibytes} << 10;
    }
  }
  return INT64_MAX;
}

[[noreturn]] void fail(int64_t bytes) {
  throw OutOfMemory("the host has no room for " + std::to_string(bytes) + " bytes");
}

}  // namespace

void expect_room_for(int64_t bytes) {
  if (bytes > available_bytes()) fail(bytes);
}

void* Pages::at_least(int64_t bytes) {
  if (bytes <= bytes_) return base_;
  release();
  expect_room_for(bytes);
  void* base = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) fail(bytes);
  base_ = base;
  bytes_ = bytes;
  return base_;
}

void Pages::release() {
  if (base_) munmap(base_, bytes_);
  base_ = nullptr;
  bytes_ = 0;
}

void* SparsePages::at_least(int64_t bytes) {
  if (bytes <= bytes_) return base_;
  release();
  file_ = memfd_create("ropekv-arena", MFD_CLOEXEC);
  if (file_ < 0 || ftruncate(file_, bytes) != 0) fail(bytes);
  void* base = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file_, 0);
  if (base == MAP_FAILED) fail(bytes);
  base_ = base;
  bytes_ = bytes;
  return base_;
}

void SparsePages::forget(ByteRange range) {
  range.end = std::min(range.end, bytes_);
  if (range.begin >= range.end) return;
  if (fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, range.begin,
                range.end - range.begin) != 0) {
    throw std::runtime_error("the host's memory files cannot be punched");
  }
}

std::vector<ByteRange> SparsePages::touched(ByteRange range) const {
  std::vector<ByteRange> ranges;
  for (int64_t at = range.begin; at < range.end;) {
    const off_t data = lseek(file_, at, SEEK_DATA);
    if (data < 0 || data >= range.end) break;
    const off_t hole = lseek(file_, data, SEEK_HOLE);
    at = std::min<int64_t>(hole < 0 ? range.end : hole, range.end);
    ranges.push_back({std::max<int64_t>(data, range.begin), at});
  }
  return ranges;
}

void SparsePages::release() {
  if (base_) munmap(base_, bytes_);
  if (file_ >= 0) close(file_);
  file_ = -1;
  base_ = nullptr;
  bytes_ = 0;
}

}  // namespace ropekv
