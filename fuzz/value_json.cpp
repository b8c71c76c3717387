#include "fuzz/value_json.h"

#include <nlohmann/json.hpp>

namespace ropekv {
namespace {

Json to_json(const Stats& stats) {
  Json numeric = Json::array();
  for (const NumericStats& of_type : stats.numeric) numeric.push_back(ropekv::to_json(of_type));
  Json in_cache = Json::array();
  for (const NumericStats& of_type : stats.in_cache) in_cache.push_back(ropekv::to_json(of_type));
  return {{"verdicts", stats.verdicts},
          {"refused_by_pin", stats.refused_by_pin},
          {"compared", stats.compared},
          {"quarantined", stats.quarantined},
          {"elements", stats.elements_checked},
          {"bytes", stats.bytes_checked},
          {"numeric", numeric},
          {"in_cache", in_cache},
          {"canaries", {stats.canaries.due, stats.canaries.run, stats.canaries.missed}},
          {"digest", ropekv::to_json(stats.digest)},
          {"output_digest", ropekv::to_json(stats.output_digest)},
          {"seconds", stats.seconds}};
}

Stats stats_from(const Json& json) {
  Stats stats;
  json.at("verdicts").get_to(stats.verdicts);
  json.at("refused_by_pin").get_to(stats.refused_by_pin);
  stats.compared = json.value("compared", uint64_t{0});        // older stores have none
  stats.quarantined = json.value("quarantined", uint64_t{0});  // of an older store
  json.at("elements").get_to(stats.elements_checked);
  json.at("bytes").get_to(stats.bytes_checked);
  const Json& numeric = json.at("numeric");
  for (size_t i = 0; i < stats.numeric.size(); ++i) stats.numeric[i] = numeric_from(numeric.at(i));
  const Json& in_cache = json.at("in_cache");
  for (size_t i = 0; i < stats.in_cache.size(); ++i) {
    stats.in_cache[i] = numeric_from(in_cache.at(i));
  }
  if (json.contains("canaries")) {  // older stores have none
    const Json& canaries = json.at("canaries");
    stats.canaries = {canaries.at(0).get<uint64_t>(), canaries.at(1).get<uint64_t>(),
                      canaries.at(2).get<uint64_t>()};
  }
  stats.digest = sum_from(json.at("digest"));
  stats.output_digest = sum_from(json.at("output_digest"));
  json.at("seconds").get_to(stats.seconds);
  return stats;
}

}  // namespace

Json to_json(const Sum128& sum) {
  return Json::array({sum.high, sum.low});
}

Sum128 sum_from(const Json& json) {
  return {json.at(1).get<uint64_t>(), json.at(0).get<uint64_t>()};
}

Json to_json(const NumericStats& numeric) {
  return {{"computed", numeric.computed},
          {"pinned", numeric.pinned},
          {"finite", numeric.finite},
          {"ulps", numeric.ulp_histogram}};
}

NumericStats numeric_from(const Json& json) {
  NumericStats numeric;
  json.at("computed").get_to(numeric.computed);
  json.at("pinned").get_to(numeric.pinned);
  json.at("finite").get_to(numeric.finite);
  json.at("ulps").get_to(numeric.ulp_histogram);
  return numeric;
}

// The coverage goes with the version of its buckets: a store of another version shows none.
Json to_json(const BlockResult& result) {
  Json failures = Json::array();
  for (const auto& [signature, failure] : result.failures) {
    failures.push_back({signature, failure.num_cases, failure.first_idx, failure.first_line});
  }
  Json slowest = Json::array();
  for (const SlowestCase& one : result.slowest) {
    slowest.push_back({one.case_idx, one.line, one.milliseconds});
  }
  Json missed = Json::array();
  for (const MissedCanary& one : result.missed_canaries) {
    missed.push_back({one.case_idx, one.line, one.kernel, one.property});
  }
  return {{"stats", to_json(result.stats)},
          {"coverage_version", CoverageCount::version()},
          {"coverage", result.coverage.counters()},
          {"slowest", slowest},
          {"failures", failures},
          {"missed_canaries", missed}};
}

BlockResult block_result_from(const Json& json) {
  BlockResult result;
  result.stats = stats_from(json.at("stats"));
  if (json.at("coverage_version") == CoverageCount::version()) {
    result.coverage =
        CoverageCount::from_counters(json.at("coverage").get<std::vector<uint64_t>>());
  }
  for (const Json& slow : json.at("slowest")) {
    result.slowest.push_back(
        {slow.at(0).get<uint64_t>(), slow.at(1).get<std::string>(), slow.at(2).get<double>()});
  }
  for (const Json& failure : json.at("failures")) {
    result.failures[failure.at(0).get<std::string>()] = {failure.at(1).get<uint64_t>(),
                                                         failure.at(2).get<uint64_t>(),
                                                         failure.at(3).get<std::string>()};
  }
  for (const Json& one : json.value("missed_canaries", Json::array())) {
    result.missed_canaries.push_back({one.at(0).get<uint64_t>(), one.at(1).get<std::string>(),
                                      one.at(2).get<std::string>(), one.at(3).get<std::string>()});
  }
  return result;
}

}  // namespace ropekv
