#include "fuzz/signature.h"

#include <fmt/format.h>

#include "fuzz/finding.h"

namespace ropekv {

std::string death_name(const std::string& reason) {
  constexpr std::string_view kCudaError = "cudaError";
  size_t begin = reason.find(kCudaError);
  if (begin == reason.npos) begin = 0;
  return reason.substr(begin, reason.find_first_of(" (:", begin) - begin);
}

std::string place_class(const Judgement& judgement) {
  if (judgement.verdict == Verdict::kCrashed) return death_name(judgement.reason);
  if (judgement.violations.empty() || judgement.violations[0].elements.empty()) return "";
  const std::string& place = judgement.violations[0].elements[0].place;
  const std::string tensor = place.substr(0, place.find_first_of("[ "));
  if (tensor.ends_with("_rope")) return "rotated";
  if (tensor.ends_with("_buffer")) return "cache";
  if (tensor == "q" || tensor == "k" || tensor == "v") return "input";
  return "";
}

std::string signature_of(const Judgement& judgement, const Kernel& kernel) {
  return fmt::format("{}|{}|{}", kernel.name, headline_of(judgement), place_class(judgement));
}

}  // namespace ropekv
