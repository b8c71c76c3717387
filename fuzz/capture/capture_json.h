// A line of a capture as JSON. The standard lets a field stand twice in an object, and readers take
// the one or the other: here it is refused.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace ropekv {

// Throws CaptureError.
nlohmann::json parse_capture_json(std::string_view line);

}  // namespace ropekv
