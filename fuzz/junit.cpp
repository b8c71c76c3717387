#include "fuzz/junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fuzz/stats.h"
#include "fuzz/value_json.h"
#include "properties/property.h"

namespace ropekv {
namespace {

// Text of a kernel or a driver may be anything. What is no UTF-8 is replaced as in --jsonl.
std::string as_utf8(std::string_view text) {
  const std::string dumped = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  return Json::parse(dumped).get<std::string>();
}

// XML 1.0 has no way to write most control characters.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : as_utf8(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return out;
}

struct TestCase {
  std::string name;
  std::string inside;  // its failures or its error
};

std::string failure_of(const FindingRecord& finding) {
  return fmt::format(
      "      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
      escaped(verdict_name(finding.verdict)),
      escaped(fmt::format("{} cases, minimal {}{}{}", finding.num_cases, finding.minimal_line,
                          finding.explanation.empty() ? "" : ": ", finding.explanation)),
      escaped(finding.page.empty() ? finding.replay : finding.page));
}

std::string error_of(std::string_view sentence) {
  return fmt::format("      <error message=\"{}\"/>\n", escaped(sentence));
}

std::string properties_of(const Identity& identity, const std::string& device,
                          const CampaignResult* result) {
  std::string text = "    <properties>\n";
  const auto put = [&](std::string_view name, const std::string& value) {
    text +=
        fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", escaped(name), escaped(value));
  };
  for (const auto& [name, value] : identity.parts) put(name, value);
  put("device", device);
  if (result) {
    for (const std::string& line : stat_lines(result->stats, result->interval)) {
      const size_t colon = line.find(": ");
      put(line.substr(0, colon), line.substr(colon + 2));
    }
  }
  return text + "    </properties>\n";
}

std::string suite(const Identity& identity, const std::string& properties, double seconds,
                  const std::vector<TestCase>& cases) {
  const auto holding = [&](std::string_view tag) {
    return std::ranges::count_if(
        cases, [&](const TestCase& one) { return one.inside.find(tag) != one.inside.npos; });
  };
  const std::string numbers =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\"", cases.size(),
                  holding("<failure"), holding("<error"), seconds);
  const std::string name = escaped("ropekv fuzz " + identity.at("--kernel"));
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {}>\n"
      "  <testsuite name=\"{}\" {} skipped=\"0\">\n{}",
      numbers, name, numbers, properties);
  for (const TestCase& one : cases) {
    text += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\"{}>\n{}", name,
                        escaped(one.name), one.inside.empty() ? "/" : "", one.inside);
    if (!one.inside.empty()) text += "    </testcase>\n";
  }
  return text + "  </testsuite>\n</testsuites>\n";
}

TestCase canaries_of(const CampaignResult& result) {
  std::string sentence = result.why_it_means_nothing();
  if (sentence.empty()) return {"canaries", ""};
  for (const MissedCanary& one : result.missed_canaries) {
    sentence += fmt::format("\n{} in case {}: {}", one.kernel, one.case_idx, one.replay_command());
  }
  return {"canaries", error_of(sentence)};
}

// The campaign itself: an end that is no verdict of the kernel must not look like a pass.
TestCase whole_campaign(const CampaignResult& result) {
  const ExitCode code = result.exit_code();
  if (code == ExitCode::kClean || code == ExitCode::kFindings) return {"campaign", ""};
  return {"campaign", error_of(fmt::format("exit status {}{}{}", static_cast<int>(code),
                                           result.why.empty() ? "" : ": ", result.why))};
}

}  // namespace

std::string junit_text(const CampaignResult& result, const Identity& identity,
                       const std::string& device, const std::vector<std::string>& only) {
  std::vector<TestCase> cases = {whole_campaign(result), canaries_of(result)};
  for (const Property& property : all_properties()) {
    if (!only.empty() && !std::ranges::count(only, property.name)) continue;
    cases.push_back({std::string(property.name), ""});
  }
  for (const FindingRecord& finding : result.findings) {
    auto found = std::ranges::find(cases, finding.headline, &TestCase::name);
    if (found == cases.end()) found = cases.insert(found, {finding.headline, ""});
    found->inside += failure_of(finding);
  }
  return suite(identity, properties_of(identity, device, &result), result.stats.seconds, cases);
}

std::string junit_before_the_end(const Identity& identity, const std::string& device) {
  return suite(identity, properties_of(identity, device, nullptr), 0,
               {{"campaign", error_of("the campaign did not come to its end")}});
}

}  // namespace ropekv
