// A report as JSON, and back. The schema is in kernels/bench/README.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fuzz/bench/report.h"

namespace ropekv {

inline constexpr std::string_view kBenchSchema = "ropekv-bench-1";

std::string report_json(const BenchReport& report);
// Empty, and a sentence in *error, if the text is no such report.
std::optional<BenchReport> parse_report(std::string_view text, std::string* error);

}  // namespace ropekv
