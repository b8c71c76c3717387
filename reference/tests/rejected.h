// Every rejected line gives one sentence that names the key and the value.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "reference/case_text.h"

namespace ropekv::testing {

struct Rejected {
  std::string line;  // without the prefix
  std::string_view key, value;
};

inline std::string error_of(const std::string& line) {
  std::string error;
  EXPECT_EQ(parse_case(line, &error), std::nullopt) << line;
  return error;
}

inline void expect_rejected(const std::vector<Rejected>& table) {
  for (const Rejected& row : table) {
    const std::string error = error_of("rkv1:" + row.line);
    EXPECT_NE(error.find(row.key), error.npos) << row.line << " says: " << error;
    EXPECT_NE(error.find(row.value), error.npos) << row.line << " says: " << error;
    EXPECT_EQ(error.find('\n'), error.npos) << row.line;
    EXPECT_LT(error.size(), 300u) << row.line;
  }
}

}  // namespace ropekv::testing
