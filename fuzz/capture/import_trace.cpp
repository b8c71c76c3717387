#include "fuzz/capture/import_trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <functional>

#include "fuzz/capture/case_of_capture.h"
#include "fuzz/exit_code.h"
#include "fuzz/whole_file.h"
#include "reference/case_text.h"
#include "reference/list_file.h"
#include "reference/list_text.h"

namespace ropekv {
namespace {

constexpr std::string_view kFirstWords = "# imported by ropekv import";

// A name that a case line can hold, and a shell between quotes.
std::string plain_stem(const std::filesystem::path& trace) {
  std::string stem = trace.stem().string();
  const auto is_plain = [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; };
  std::ranges::replace_if(stem, std::not_fn(is_plain), '_');
  return stem.empty() ? "capture" : stem;
}

// Lists that would make the line unreadable stand beside it.
template <typename Pattern>
void move_list_out(const std::string& stem, Pattern* pattern, Import* import) {
  constexpr size_t kMostListBytes = 1024;
  if (print_list(pattern->list).size() <= kMostListBytes) return;
  const std::string text = list_file_text(pattern->list);
  const uint64_t sum = list_file_sum(text);
  const std::string name = fmt::format("{}_{:016x}.list", stem, sum);
  pattern->arg = name_list_file(sum, name);
  import->list_files[name] = text;
}

std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < 32 || c == 127; }, ' ');
  return text;
}

}  // namespace

Import import_trace(const std::filesystem::path& trace, bool all) {
  std::ifstream file(trace);
  const std::string unreadable = fmt::format("file {} cannot be read", trace.string());
  if (!file || std::filesystem::is_directory(trace)) throw usage_error(unreadable);
  Import import;
  std::map<std::string, size_t> known;  // case lines
  const std::string stem = plain_stem(trace);
  std::string line;
  for (uint64_t number = 1; std::getline(file, line); ++number) {
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    ++import.num_launches;
    try {
      const CapturedLaunch launch = parse_captured_launch(line);
      Case c = case_of_capture(launch);
      move_list_out(stem, &c.positions, &import);
      move_list_out(stem, &c.slots, &import);
      const auto [found, is_new] = known.emplace(print_case(c), import.cases.size());
      if (is_new) import.cases.push_back({std::move(c), number, 0, launch.name});
      ++import.cases[found->second].num_launches;
    } catch (const CaptureError& error) {
      import.refused.push_back(fmt::format("{}:{}: {}", trace.string(), number, error.what()));
      if (!all) return import;
    }
  }
  if (file.bad()) throw usage_error(unreadable);
  return import;
}

std::filesystem::path write_import(const Import& import, const std::filesystem::path& trace,
                                   const std::filesystem::path& dir) {
  std::error_code error;
  std::filesystem::create_directories(dir, error);
  if (!std::filesystem::is_directory(dir)) {
    throw usage_error(fmt::format("-o is '{}': it cannot be created: {}", dir.string(),
                                  error ? error.message() : "it is no directory"));
  }
  const auto path = dir / (plain_stem(trace) + ".case");
  std::string first;
  if (std::ifstream old(path); old && std::getline(old, first) && !first.starts_with(kFirstWords)) {
    throw usage_error(fmt::format("-o is '{}': {} is there, and was not written by an import",
                                  dir.string(), path.filename().string()));
  }
  std::string text = fmt::format("{} from {}: {} launches, {} different\n", kFirstWords,
                                 one_line(trace.filename().string()),
                                 import.num_launches - import.refused.size(), import.cases.size());
  for (const ImportedCase& one : import.cases) {
    text += fmt::format("# line {}, {} launch{}{}{}\n{}\n", one.first_line, one.num_launches,
                        one.num_launches == 1 ? "" : "es", one.name.empty() ? "" : ": ",
                        one_line(one.name), print_case(one.c));
  }
  for (const auto& [name, list] : import.list_files) write_whole_file("-o", dir / name, list);
  write_whole_file("-o", path, text);
  return path;
}

}  // namespace ropekv
