#include "fuzz/worker_config.h"

#include <nlohmann/json.hpp>

namespace ropekv {

Clock::duration WorkerConfig::timeout_duration() const {
  return parse_duration(timeout).value_or(std::chrono::seconds(10));
}

nlohmann::json to_json(const WorkerConfig& config) {
  nlohmann::json pins = nlohmann::json::array();
  for (const Pin& pin : config.source.pins) pins.push_back({pin.key, pin.value});
  nlohmann::json json = {{"kernel", to_json(config.kernel)},
                         {"device", config.device},
                         {"seats", config.seats},
                         {"seed", config.source.seed},
                         {"size", static_cast<int>(config.source.size)},
                         {"pins", pins},
                         {"preset", config.source.preset ? config.source.preset->name : ""},
                         {"only", config.only},
                         {"ledger", {config.known.path(), config.known.text()}},
                         {"timeout", config.timeout},
                         {"shrink_time", config.shrink_time},
                         {"of_campaign", config.of_campaign},
                         {"verbose", config.verbose}};
  if (config.against) json["against"] = to_json(*config.against);
  return json;
}

WorkerConfig worker_config_from(const nlohmann::json& json) {
  WorkerConfig config;
  config.kernel = kernel_ref_from(json.at("kernel"));
  config.source.claim = config.kernel.claim();
  if (json.contains("against")) config.against = kernel_ref_from(json.at("against"));
  json.at("device").get_to(config.device);
  json.at("seats").get_to(config.seats);
  json.at("seed").get_to(config.source.seed);
  config.source.size = static_cast<SizeClass>(json.at("size").get<int>());
  for (const auto& pin : json.at("pins")) {
    config.source.pins.push_back({pin.at(0).get<std::string>(), pin.at(1).get<std::string>()});
  }
  config.source.preset = find_preset(json.at("preset").get<std::string>());
  json.at("only").get_to(config.only);
  const auto& ledger = json.at("ledger");
  config.known =
      KnownFailures::parse(ledger.at(0).get<std::string>(), ledger.at(1).get<std::string>());
  json.at("timeout").get_to(config.timeout);
  json.at("shrink_time").get_to(config.shrink_time);
  json.at("of_campaign").get_to(config.of_campaign);
  json.at("verbose").get_to(config.verbose);
  return config;
}

}  // namespace ropekv
