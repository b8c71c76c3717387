// One line per case, with its reproduction:
//   41873:FAILED (v_is_copied_bitwise) (errors:128 total:4210688) (0.21 ms) __REPRO: ropekv ...
#pragma once

#include <string>
#include <string_view>

#include "fuzz/run_context.h"
#include "properties/judge.h"

namespace ropekv {

std::string result_line(uint64_t case_idx, std::string_view line, const Judgement& judgement,
                        const RunContext& context);

}  // namespace ropekv
