#include "fuzz/block_json.h"

#include <nlohmann/json.hpp>

namespace ropekv {

Json to_json(const BlockJob& job) {
  Json given = Json::array();
  for (const auto& [case_idx, judgement] : job.given) {
    given.push_back({case_idx, to_json(judgement)});
  }
  return {{"op", "block"},
          {"total", job.family.total},
          {"shard", job.family.shard},
          {"number", job.number},
          {"count", job.count},
          {"given", given},
          {"lost_canaries", job.lost_canaries}};
}

BlockJob block_job_from(const Json& json) {
  BlockJob job;
  json.at("total").get_to(job.family.total);
  json.at("shard").get_to(job.family.shard);
  json.at("number").get_to(job.number);
  json.at("count").get_to(job.count);
  for (const Json& one : json.at("given")) {
    job.given[one.at(0).get<uint64_t>()] = judgement_from(one.at(1));
  }
  json.at("lost_canaries").get_to(job.lost_canaries);
  return job;
}

}  // namespace ropekv
