// Values as JSON: what workers say to the supervisor, and what a store keeps. Reading throws
// nlohmann's exceptions on anything that is not what writing makes.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "fuzz/block_result.h"
#include "fuzz/finding_record.h"

namespace ropekv {

using Json = nlohmann::json;

Json to_json(const Judgement& judgement);
Judgement judgement_from(const Json& json);

Json to_json(const BlockResult& result);
BlockResult block_result_from(const Json& json);

Json to_json(const FindingRecord& record);
FindingRecord finding_record_from(const Json& json);

Json to_json(const Observation& observation);
Observation observation_from(const Json& json);

Json to_json(const NumericStats& numeric);
NumericStats numeric_from(const Json& json);
Json to_json(const Sum128& sum);
Sum128 sum_from(const Json& json);

}  // namespace ropekv
