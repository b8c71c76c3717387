#include "fuzz/replay_targets.h"

#include <fmt/format.h>

#include "fuzz/case_file.h"
#include "fuzz/exit_code.h"
#include "fuzz/seed.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

ReplayTarget target_of_line(const std::string& text) {
  std::string error;
  const auto c = parse_case(text, &error);
  if (!c) throw usage_error(error);
  return {*c, "", 0, std::nullopt};
}

ReplayTarget target_of_index(const std::string& text, const SeedAndIndex& which,
                             const CaseSource& like) {
  CaseSource source = like;
  source.seed = which.seed;
  const auto c = source.at(which.case_idx);
  if (!c) throw usage_error(fmt::format("{}: the --set keys make no legal case of it", text));
  return {*c, "", which.case_idx, source};
}

// A case line would make an unreadable sentence, and may hold what a terminal must not see.
std::string shown(const std::string& text) {
  constexpr size_t kMost = 60;
  std::string out;
  for (const char c : text.substr(0, kMost)) out += (c >= 32 && c < 127) ? c : '?';
  return text.size() > kMost ? out + "..." : out;
}

std::vector<ReplayTarget> targets_of(const std::string& text, const CaseSource& like) {
  if (text.starts_with("rkv")) return {target_of_line(text)};
  std::error_code error;
  const auto status = std::filesystem::status(text, error);
  if (!error && std::filesystem::exists(status)) {
    const auto filed =
        std::filesystem::is_directory(status) ? read_case_directory(text) : read_case_file(text);
    std::vector<ReplayTarget> targets;
    for (const FiledCase& one : filed) targets.push_back({one.c, one.place, 0, std::nullopt});
    return targets;
  }
  if (const auto which = parse_seed_and_index(text)) return {target_of_index(text, *which, like)};
  throw usage_error(fmt::format(
      "'{}' is neither a case line (rkv1:...), nor SEED:K, nor a file that exists", shown(text)));
}

}  // namespace

std::vector<ReplayTarget> replay_targets(const std::vector<std::string>& texts,
                                         const CaseSource& like) {
  std::vector<ReplayTarget> all;
  for (const std::string& text : texts) {
    for (ReplayTarget& target : targets_of(text, like)) all.push_back(std::move(target));
  }
  return all;
}

}  // namespace ropekv
