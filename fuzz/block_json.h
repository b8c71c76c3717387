// The request for a block, as the supervisor writes it and a worker reads it.
#pragma once

#include "fuzz/block_runner.h"
#include "fuzz/value_json.h"

namespace ropekv {

Json to_json(const BlockJob& job);
BlockJob block_job_from(const Json& json);

}  // namespace ropekv
