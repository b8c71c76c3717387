// Runs a RapidCheck property of a test's own inside GoogleTest, with the suite's seed.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sstream>
#include <string>

#include "properties/tests/property_run.h"

namespace ropekv::testing {

template <typename Testable>
void expect_rc_holds(const std::string& claim, int num_runs, Testable&& testable) {
  rc::detail::TestParams params;
  params.seed = test_seed();
  params.maxSuccess = num_runs;
  params.maxDiscardRatio = 100;
  rc::detail::TestMetadata metadata;
  metadata.id = claim;
  const auto result = rc::detail::checkTestable(testable, metadata, params);
  std::ostringstream message;
  rc::detail::printResultMessage(result, message);
  EXPECT_TRUE(result.template is<rc::detail::SuccessResult>())
      << message.str() << "\nROPEKV_SEED=" << params.seed;
}

}  // namespace ropekv::testing
