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

namespace {

std::string place_class_of(const Violation& violation) {
  if (violation.elements.empty()) return "";
  const std::string& place = violation.elements[0].place;
  const std::string tensor = place.substr(0, place.find_first_of("[ "));
  if (tensor.ends_with("_rope")) return "rotated";
  if (tensor.ends_with("_buffer")) return "cache";
  if (tensor == "q" || tensor == "k" || tensor == "v") return "input";
  return "";
}

}  // namespace

std::string place_class(const Judgement& judgement) {
  if (judgement.verdict == Verdict::kCrashed) return death_name(judgement.reason);
  return judgement.violations.empty() ? "" : place_class_of(judgement.violations[0]);
}

std::string symptom_of(const std::string& signature) {
  return signature.substr(signature.find('|') + 1);
}

std::set<std::string> symptoms_of(const Judgement& judgement) {
  std::set<std::string> symptoms;
  if (judgement.verdict == Verdict::kCrashed || judgement.verdict == Verdict::kHung) {
    symptoms.insert(fmt::format("{}|{}", headline_of(judgement), place_class(judgement)));
  }
  for (const Violation& one : judgement.violations) {
    symptoms.insert(fmt::format("{}|{}", one.property, place_class_of(one)));
  }
  return symptoms;
}

std::string signature_of(const Judgement& judgement, const Kernel& kernel) {
  return fmt::format("{}|{}|{}", kernel.name, headline_of(judgement), place_class(judgement));
}

}  // namespace ropekv
