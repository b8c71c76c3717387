#include "fuzz/new_plugin.h"

#include <fmt/format.h>

#include <algorithm>

#include "fuzz/plugin_templates.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

// In a text of ours: that there is nothing to replace is a change that someone forgot here.
std::string with(std::string text, std::string_view old_words, std::string_view new_words) {
  size_t at = text.find(old_words);
  if (at == text.npos) throw HarnessError(fmt::format("the template lacks '{}'", old_words));
  for (; at != text.npos; at = text.find(old_words, at + new_words.size())) {
    text.replace(at, old_words.size(), new_words);
  }
  return text;
}

std::string source_name(std::string_view name, bool cuda) {
  return fmt::format("{}.{}", name, cuda ? "cu" : "c");
}

std::string cmake_text(std::string_view name, bool cuda) {
  std::string text = fmt::format(
      "cmake_minimum_required(VERSION 3.24)\n"
      "project({} LANGUAGES {})\n"
      "if(NOT CMAKE_BUILD_TYPE)\n"
      "  set(CMAKE_BUILD_TYPE Release)\n"
      "endif()\n"
      "add_library({} MODULE {})\n",
      name, cuda ? "CUDA" : "C", name, source_name(name, cuda));
  if (cuda)
    text += fmt::format("set_target_properties({} PROPERTIES CUDA_ARCHITECTURES native)\n", name);
  return text;
}

}  // namespace

bool is_plugin_name(std::string_view name) {
  constexpr size_t kMost = 60;  // it is the name in the description as well
  // Targets that CMake has of its own.
  constexpr std::string_view kTaken[] = {"all",     "clean",        "edit_cache", "help",
                                         "install", "preinstall",   "package",    "package_source",
                                         "test",    "rebuild_cache"};
  if (std::ranges::count(kTaken, name) > 0) return false;
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && name.size() <= kMost && is_letter(name[0]) &&
         std::ranges::all_of(
             name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

std::string compile_line(std::string_view name, bool cuda) {
  const std::string library = fmt::format("{}/lib{}.so", name, name);
  const std::string source = fmt::format("{}/{}", name, source_name(name, cuda));
  if (!cuda) return fmt::format("gcc -O2 -Wall -shared -fPIC {} -o {}", source, library);
  return fmt::format("nvcc -O2 -arch=native -shared -Xcompiler -fPIC {} -o {}", source, library);
}

std::vector<NewFile> new_plugin_files(std::string_view name, bool cuda) {
  const std::string_view example = cuda ? "minimal_cuda" : "minimal_host";
  std::string source(cuda ? kMinimalCuda : kMinimalHost);
  source = with(source, "\"kernels/contract.h\"", "\"contract.h\"");
  source = with(source, " -I ROPEKV", "");
  source = with(source, example, name);
  return {{source_name(name, cuda), source},
          {"contract.h", std::string(kContract)},
          {"CMakeLists.txt", cmake_text(name, cuda)}};
}

}  // namespace ropekv
