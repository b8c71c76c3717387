#include "kernels/elf_check.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

namespace ropekv {
namespace {

std::optional<Elf64_Ehdr> read_header(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  Elf64_Ehdr header{};
  const ssize_t length = read(fd, &header, sizeof header);
  close(fd);
  if (length < 0) return std::nullopt;
  return header;  // of a shorter file the rest is zero
}

std::string machine_name(uint16_t machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "AArch64";
    case EM_386:
      return "x86 of 32 bits";
    case EM_PPC64:
      return "PowerPC";
    case EM_RISCV:
      return "RISC-V";
    default:
      return "machine " + std::to_string(machine);
  }
}

}  // namespace

std::string why_no_library(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    return errno == ENOENT ? "there is no such file"
                           : std::string("it cannot be read: ") + std::strerror(errno);
  }
  if (!S_ISREG(status.st_mode)) return "it is no regular file";
  const auto header = read_header(path);
  if (!header) return std::string("it cannot be read: ") + std::strerror(errno);
  if (std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return "it is no shared library";
  const auto ours = read_header("/proc/self/exe");
  if (ours && header->e_machine != ours->e_machine) {
    return "it is for " + machine_name(header->e_machine) + ", and this ropekv for " +
           machine_name(ours->e_machine);
  }
  if (header->e_type != ET_DYN) return "it is no shared library (was it linked with -shared?)";
  return {};
}

}  // namespace ropekv
