#include "fuzz/file_identity.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <vector>

#include "reference/harness_error.h"
#include "reference/hash.h"

namespace ropekv {

std::string file_hash(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  uint64_t hash = 0;
  std::vector<char> chunk(1 << 20);
  while (file) {
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    for (std::streamsize i = 0; i + 8 <= file.gcount(); i += 8) {  // 8 at a time: it is 10 MB
      uint64_t word = 0;
      std::copy_n(chunk.data() + i, 8, reinterpret_cast<char*>(&word));
      hash = mix64(hash ^ word);
    }
    for (std::streamsize i = file.gcount() & ~std::streamsize{7}; i < file.gcount(); ++i) {
      hash = mix64(hash ^ static_cast<uint8_t>(chunk[i]));
    }
  }
  if (hash == 0) throw HarnessError(path + " cannot be read");
  return fmt::format("{:016x}", hash);
}

std::string text_hash(std::string_view text) {
  return fmt::format("{:016x}", fnv1a64(text));
}

std::string file_stamp(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return {};
  return fmt::format("{}:{}:{}:{}.{:09}", status.st_dev, status.st_ino, status.st_size,
                     status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

}  // namespace ropekv
