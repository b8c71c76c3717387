#include "fuzz/bench/report_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "fuzz/bench/ratios.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

using Json = nlohmann::ordered_json;

Json spread_json(const Spread& us) {
  return {{"median", us.median}, {"min", us.min}, {"q1", us.q1}, {"q3", us.q3}, {"max", us.max}};
}

Json timing_json(const Timing& timing) {
  Json json = {{"name", timing.name}, {"role", role_name(timing.role)}};
  if (!timing.skipped.empty()) {
    json["skipped"] = timing.skipped;
    return json;
  }
  json["us"] = spread_json(timing.us);
  json["host_ns"] = timing.host_ns;
  json["launches"] = timing.launches;
  return json;
}

Json cell_json(const CellReport& cell) {
  Json json = {{"name", cell.cell.name}, {"case", print_case(cell.cell.c)}};
  if (!cell.failure.empty()) json["failure"] = cell.failure;
  json["judge_seconds"] = cell.judge_seconds;
  json["bytes"] = cell.bytes;
  json["working_sets"] = cell.num_sets;
  json["timings"] = Json::array();
  for (const Timing& timing : cell.timings) json["timings"].push_back(timing_json(timing));
  return json;
}

Json summary_json(const RatioSummary& summary) {
  return {{"kernel", summary.kernel},
          {"over", summary.over},
          {"cells", summary.count},
          {"geometric_mean", summary.mean},
          {"cells_of_4096_tokens_and_more", summary.count_large},
          {"geometric_mean_of_these", summary.mean_large},
          {"worst", summary.worst},
          {"worst_cell", summary.worst_cell}};
}

Timing timing_from(const Json& json) {
  Timing timing;
  timing.name = json.at("name");
  const auto role = parse_role(json.at("role").get<std::string>());
  if (!role) throw std::runtime_error(fmt::format("role {} is unknown", json.at("role").dump()));
  timing.role = *role;
  if (json.contains("skipped")) {
    timing.skipped = json.at("skipped");
    return timing;
  }
  const Json& us = json.at("us");
  timing.us = {us.at("median"), us.at("min"), us.at("q1"), us.at("q3"), us.at("max")};
  if (!(timing.us.median > 0)) {
    throw std::runtime_error(fmt::format("the median of {} is not positive", timing.name));
  }
  timing.host_ns = json.at("host_ns");
  timing.launches = json.at("launches");
  return timing;
}

CellReport cell_from(const Json& json) {
  CellReport report;
  report.cell.name = json.at("name");
  std::string error;
  const auto c = parse_case(json.at("case").get<std::string>(), &error);
  if (!c) throw std::runtime_error(fmt::format("cell {}: {}", report.cell.name, error));
  report.cell.c = *c;
  report.failure = json.value("failure", "");
  report.judge_seconds = json.at("judge_seconds");
  report.bytes = json.at("bytes");
  report.num_sets = json.at("working_sets");
  for (const Json& timing : json.at("timings")) report.timings.push_back(timing_from(timing));
  return report;
}

}  // namespace

std::string report_json(const BenchReport& report) {
  Json json = {{"schema", kBenchSchema},  {"device", report.device}, {"l2_bytes", report.l2_bytes},
               {"date", report.date},     {"build", report.build},   {"command", report.command},
               {"rounds", report.rounds}, {"cells", Json::array()},  {"summary", Json::array()}};
  for (const CellReport& cell : report.cells) json["cells"].push_back(cell_json(cell));
  for (const RatioSummary& summary : summarise(ratio_rows(report, nullptr))) {
    json["summary"].push_back(summary_json(summary));
  }
  return json.dump(1) + "\n";
}

std::optional<BenchReport> parse_report(std::string_view text, std::string* error) {
  try {
    const Json json = Json::parse(text);
    if (!json.is_object() || json.value("schema", "") != kBenchSchema) {
      *error = fmt::format("it is no report of ropekv bench with the schema {}", kBenchSchema);
      return std::nullopt;
    }
    BenchReport report;
    report.device = json.at("device");
    report.l2_bytes = json.at("l2_bytes");
    report.date = json.at("date");
    report.build = json.at("build");
    report.command = json.at("command").get<std::vector<std::string>>();
    report.rounds = json.at("rounds");
    for (const Json& cell : json.at("cells")) report.cells.push_back(cell_from(cell));
    return report;
  } catch (const std::exception& damaged) {
    *error = damaged.what();
    return std::nullopt;
  }
}

}  // namespace ropekv
