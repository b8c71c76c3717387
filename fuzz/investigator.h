// The part of a worker that launches nothing itself: it runs cases in workers of its own, as many
// as die.
#pragma once

#include "fuzz/value_json.h"
#include "fuzz/worker_config.h"
#include "fuzz/worker_page.h"

namespace ropekv {

// {"op":"autopsy", "idx", "how", "phase", "hung", "from_outside", "before", "only_alone"}
//   -> {"given": [[idx, judgement]...], "observation": ... or null}
Json autopsy(const Json& request, const WorkerConfig& config);

// {"op":"investigate", "idx", "line", "signature"} -> {"finding": record}. Shrinks the case, and
// replays the minimal one; ends early where the page asks to stop.
Json investigate_in_children(const Json& request, const WorkerConfig& config, WorkerPage* page);

}  // namespace ropekv
