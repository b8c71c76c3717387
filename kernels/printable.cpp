#include "kernels/printable.h"

#include <cstring>

namespace ropekv {

void make_printable(char* text, size_t size) {
  text[size - 1] = '\0';
  for (; *text != '\0'; ++text) {
    const auto code = static_cast<unsigned char>(*text);
    if (code < 32 || code == 127) *text = '?';
  }
}

std::string printable(const char* text, size_t most) {
  std::string copy(text, strnlen(text, most));
  make_printable(copy.data(), copy.size() + 1);
  return copy;
}

}  // namespace ropekv
