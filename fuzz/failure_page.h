// The page about a finding. Its first fifteen lines suffice.
#pragma once

#include <string>

#include "fuzz/finding.h"
#include "fuzz/run_context.h"

namespace ropekv {

std::string failure_page(const Finding& finding, const RunContext& context);

// What the page calls a corpus file of this finding: "found_v_is_copied_bitwise_0a1b2c3d.case".
std::string corpus_name(const Finding& finding);

}  // namespace ropekv
