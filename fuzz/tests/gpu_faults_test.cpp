// What kernels do to a GPU's context, which is shared by many cases: each harm is blamed on its
// case, and every other case is done.
#include <gmock/gmock.h>

#include <set>

#include "fuzz/case_source.h"
#include "fuzz/tests/run_command.h"
#include "kernels/faults/faults.h"

namespace ropekv {
namespace {

constexpr uint64_t kRuns = 200;

std::set<std::string> struck_indices() {
  std::set<std::string> struck;
  const CaseSource source{7, SizeClass::kSmall, {{"scenario", "plain"}}};
  for (uint64_t k = 0; k < kRuns; ++k) {
    ropekv_args args{};
    args.num_tokens = source.at(k)->num_tokens;
    if (faults::strikes(args)) struck.insert(std::to_string(k));
  }
  return struck;
}

class GpuFault : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(GpuFault, IsBlamedOnItsCasesAndTheOthersAreDone) {
  const auto& [fault, how] = GetParam();
  if (!find_kernel("fault/" + fault)) GTEST_SKIP() << "built without CUDA";
  const CommandOutput output = run_ropekv({"fuzz",
                                           "--seed",
                                           "7",
                                           "--runs",
                                           std::to_string(kRuns),
                                           "--device",
                                           "cuda",
                                           "--kernel",
                                           "fault/" + fault,
                                           "--size",
                                           "small",
                                           "--set",
                                           "scenario=plain",
                                           "--only",
                                           "guards_are_intact",
                                           "--shrink-time",
                                           "3s",
                                           "--timeout",
                                           "3s",
                                           "--threads",
                                           "8",
                                           "-v"});
  if (output.status == 4) GTEST_SKIP() << output.err;
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  const std::string verdict = fault == "hang" ? ":HUNG" : ":CRASHED";
  std::set<std::string> blamed;
  for (const std::string& line : output.out_lines()) {
    const size_t colon = line.find(verdict);
    if (colon != line.npos && line.find_first_not_of("0123456789") == colon) {
      blamed.insert(line.substr(0, colon));
    }
  }
  const std::set<std::string> struck = struck_indices();
  EXPECT_EQ(blamed, struck);
  EXPECT_EQ(output.after("stat::cases_passed: "), std::to_string(kRuns - struck.size()));
  EXPECT_EQ(output.after("stat::findings: "), "1") << output.out;
  EXPECT_THAT(output.out, testing::HasSubstr(how));
}

INSTANTIATE_TEST_SUITE_P(All, GpuFault,
                         testing::Values(std::pair{"illegal_address", "cudaErrorIllegalAddress"},
                                         std::pair{"device_assert", "cudaErrorAssert"},
                                         std::pair{"segv", "SIGSEGV"},
                                         std::pair{"hang", "no end after --timeout 3s"}),
                         [](const auto& info) { return info.param.first; });

}  // namespace
}  // namespace ropekv
