#include <nlohmann/json.hpp>

#include "fuzz/value_json.h"

namespace ropekv {
namespace {

Json to_json(const Violation& violation) {
  Json elements = Json::array();
  for (const BadElement& bad : violation.elements) {
    elements.push_back({bad.place, bad.want, bad.got, bad.what});
  }
  return {{"property", violation.property},
          {"sentence", violation.sentence},
          {"errors", violation.errors},
          {"total", violation.total},
          {"elements", elements}};
}

Violation violation_from(const Json& json) {
  Violation violation;
  const auto name = json.at("property").get<std::string>();
  // Names are views into the list of properties, here as everywhere.
  const Property* property = find_property(name);
  violation.property = property ? property->name : std::string_view("a property that is gone");
  json.at("sentence").get_to(violation.sentence);
  json.at("errors").get_to(violation.errors);
  json.at("total").get_to(violation.total);
  for (const Json& bad : json.at("elements")) {
    violation.elements.push_back({bad.at(0).get<std::string>(), bad.at(1).get<std::string>(),
                                  bad.at(2).get<std::string>(), bad.at(3).get<std::string>()});
  }
  return violation;
}

// A worker whose memory a kernel overwrote may say anything: it is counted by this number.
Verdict verdict_from(const Json& json) {
  const int number = json.get<int>();
  if (number < 0 || number > static_cast<int>(Verdict::kRefused)) {
    throw Json::out_of_range::create(401, "there is no such verdict", &json);
  }
  return static_cast<Verdict>(number);
}

}  // namespace

Json to_json(const Judgement& judgement) {
  Json violations = Json::array();
  for (const Violation& violation : judgement.violations) violations.push_back(to_json(violation));
  return {{"verdict", static_cast<int>(judgement.verdict)},
          {"reason", judgement.reason},
          {"violations", violations},
          {"checked", judgement.checked},
          {"numeric", ropekv::to_json(judgement.numeric)},
          {"cache_numeric", ropekv::to_json(judgement.cache_numeric)},
          {"elements", judgement.elements_checked},
          {"bytes", judgement.bytes_checked},
          {"milliseconds", judgement.launch_milliseconds},
          {"output_digest", ropekv::to_json(judgement.output_digest)}};
}

Judgement judgement_from(const Json& json) {
  Judgement judgement;
  judgement.verdict = verdict_from(json.at("verdict"));
  json.at("reason").get_to(judgement.reason);
  for (const Json& one : json.at("violations")) {
    judgement.violations.push_back(violation_from(one));
  }
  for (const Json& one : json.at("checked")) {
    const Property* property = find_property(one.get<std::string>());
    if (property) judgement.checked.push_back(property->name);
  }
  judgement.numeric = numeric_from(json.at("numeric"));
  judgement.cache_numeric = numeric_from(json.at("cache_numeric"));
  json.at("elements").get_to(judgement.elements_checked);
  json.at("bytes").get_to(judgement.bytes_checked);
  json.at("milliseconds").get_to(judgement.launch_milliseconds);
  judgement.output_digest = sum_from(json.at("output_digest"));
  return judgement;
}

Json to_json(const FindingRecord& record) {
  return {{"signature", record.signature},
          {"headline", record.headline},
          {"verdict", static_cast<int>(record.verdict)},
          {"case_idx", record.case_idx},
          {"line", record.line},
          {"minimal_line", record.minimal_line},
          {"replays", record.replays},
          {"replays_failed", record.replays_failed},
          {"explanation", record.explanation},
          {"shows", record.shows},
          {"page", record.page},
          {"replay", record.replay},
          {"file_name", record.file_name},
          {"file_text", record.file_text}};
}

FindingRecord finding_record_from(const Json& json) {
  FindingRecord record;
  json.at("signature").get_to(record.signature);
  json.at("headline").get_to(record.headline);
  record.verdict = verdict_from(json.at("verdict"));
  json.at("case_idx").get_to(record.case_idx);
  json.at("line").get_to(record.line);
  json.at("minimal_line").get_to(record.minimal_line);
  json.at("replays").get_to(record.replays);
  json.at("replays_failed").get_to(record.replays_failed);
  json.at("explanation").get_to(record.explanation);
  json.at("shows").get_to(record.shows);
  json.at("page").get_to(record.page);
  json.at("replay").get_to(record.replay);
  json.at("file_name").get_to(record.file_name);
  json.at("file_text").get_to(record.file_text);
  return record;
}

Json to_json(const Observation& observation) {
  return {{"signature", observation.signature}, {"case_idx", observation.case_idx},
          {"sentence", observation.sentence},   {"lines", observation.lines},
          {"tries", observation.tries},         {"deaths", observation.deaths}};
}

Observation observation_from(const Json& json) {
  Observation observation;
  json.at("signature").get_to(observation.signature);
  json.at("case_idx").get_to(observation.case_idx);
  json.at("sentence").get_to(observation.sentence);
  json.at("lines").get_to(observation.lines);
  json.at("tries").get_to(observation.tries);
  json.at("deaths").get_to(observation.deaths);
  return observation;
}

}  // namespace ropekv
