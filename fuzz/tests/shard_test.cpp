#include "fuzz/shard.h"

#include <gtest/gtest.h>

#include <map>

namespace ropekv {
namespace {

std::optional<Shard> from(const std::map<std::string, const char*>& variables, std::string* error) {
  return shard_from_environment(
      [&](const char* name) -> const char* {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second;
      },
      error);
}

void expect_shard(const std::map<std::string, const char*>& variables, uint64_t index,
                  uint64_t total) {
  std::string error;
  const auto shard = from(variables, &error);
  ASSERT_TRUE(shard) << error;
  EXPECT_EQ(shard->index, index);
  EXPECT_EQ(shard->total, total);
}

void expect_error(const std::map<std::string, const char*>& variables, std::string_view named) {
  std::string error;
  EXPECT_FALSE(from(variables, &error));
  EXPECT_NE(error.find(named), std::string::npos) << error;
}

TEST(Shard, IsTypedAsIndexAndTotal) {
  const auto shard = parse_shard("3/8");
  ASSERT_TRUE(shard);
  EXPECT_EQ(shard->index, 3u);
  EXPECT_EQ(shard->total, 8u);
  EXPECT_TRUE(parse_shard("0/1")->is_whole());
  for (const char* text : {"", "3", "8/8", "9/8", "-1/8", "a/8", "3/", "/8", "0/0", "0x1/8",
                           "0/1000001", "0/18446744073709551615"}) {
    EXPECT_FALSE(parse_shard(text)) << text;
  }
}

TEST(Shard, ComesFromTheScheduler) {
  expect_shard({}, 0, 1);
  expect_shard({{"SLURM_ARRAY_TASK_ID", "12"},
                {"SLURM_ARRAY_TASK_MIN", "10"},
                {"SLURM_ARRAY_TASK_COUNT", "4"}},
               2, 4);
  expect_shard({{"SLURM_ARRAY_TASK_ID", "14"},
                {"SLURM_ARRAY_TASK_MIN", "10"},
                {"SLURM_ARRAY_TASK_STEP", "2"},
                {"SLURM_ARRAY_TASK_COUNT", "4"}},
               2, 4);
  expect_shard({{"JOB_COMPLETION_INDEX", "0"}, {"JOB_COMPLETIONS", "16"}}, 0, 16);
  expect_shard({{"GTEST_SHARD_INDEX", "1"}, {"GTEST_TOTAL_SHARDS", "2"}}, 1, 2);
}

TEST(Shard, OfAnIndexWithoutATotalIsAnError) {
  expect_error({{"SLURM_ARRAY_TASK_ID", "3"}}, "SLURM_ARRAY_TASK_COUNT");
  expect_error({{"JOB_COMPLETION_INDEX", "3"}}, "JOB_COMPLETIONS");
  expect_error({{"GTEST_SHARD_INDEX", "3"}, {"GTEST_TOTAL_SHARDS", ""}}, "GTEST_TOTAL_SHARDS");
}

TEST(Shard, OfATotalWithoutAnIndexIsAnErrorAndNotTheWhole) {
  expect_error({{"SLURM_ARRAY_TASK_COUNT", "4"}, {"SLURM_ARRAY_TASK_ID", ""}},
               "SLURM_ARRAY_TASK_ID is not set");
  expect_error({{"JOB_COMPLETIONS", "4"}}, "JOB_COMPLETION_INDEX is not set");
  expect_error({{"GTEST_TOTAL_SHARDS", "4"}}, "GTEST_SHARD_INDEX is not set");
}

TEST(Shard, OutOfRangeOrNoNumberIsAnError) {
  expect_error({{"JOB_COMPLETION_INDEX", "16"}, {"JOB_COMPLETIONS", "16"}}, "16");
  expect_error({{"JOB_COMPLETION_INDEX", "1"}, {"JOB_COMPLETIONS", "18446744073709551615"}},
               "at most 1000000");
  expect_error({{"JOB_COMPLETION_INDEX", "x"}, {"JOB_COMPLETIONS", "16"}}, "'x'");
  expect_error({{"SLURM_ARRAY_TASK_ID", "1"},
                {"SLURM_ARRAY_TASK_MIN", "5"},
                {"SLURM_ARRAY_TASK_COUNT", "4"}},
               "SLURM_ARRAY_TASK_ID");
}

}  // namespace
}  // namespace ropekv
