#include "fuzz/capture/capture_json.h"

#include <fmt/format.h>

#include <set>
#include <string>
#include <vector>

#include "fuzz/capture/captured_launch.h"

namespace ropekv {

using Json = nlohmann::json;

Json parse_capture_json(std::string_view line) {
  std::vector<std::set<std::string>> fields;  // of each object that is open
  const auto look = [&](int, Json::parse_event_t event, const Json& parsed) {
    if (event == Json::parse_event_t::object_start) fields.emplace_back();
    if (event == Json::parse_event_t::object_end) fields.pop_back();
    if (event == Json::parse_event_t::key && !fields.back().insert(parsed).second) {
      throw CaptureError(fmt::format("the field {} is there twice", parsed.dump()));
    }
    return true;
  };
  try {
    return Json::parse(line, look);
  } catch (const Json::parse_error& error) {
    throw CaptureError(
        fmt::format("the line is no JSON: at byte {} of {}", error.byte, line.size()));
  }
}

}  // namespace ropekv
