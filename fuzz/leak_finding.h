// Whether the launches of a plug-in give back what they take: a finding of its own, since no
// launch shows it alone.
#pragma once

#include <optional>

#include "fuzz/finding_record.h"
#include "fuzz/worker_config.h"

namespace ropekv {

// On the host lane, of the smallest case that the plug-in claims. Empty: it does, or rejects that
// case, or died of it; the campaign has seen what it does to a process.
std::optional<FindingRecord> find_leak(const WorkerConfig& config, const RunContext& context);

}  // namespace ropekv
