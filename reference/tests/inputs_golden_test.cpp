// Never edit the hashes: the inputs of old case lines must not change, on any compiler or C
// library.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "reference/hash.h"
#include "reference/inputs.h"
#include "reference/tests/testing.h"

namespace ropekv {
namespace {

using testing::case_of;

constexpr std::string_view kReal =
    "rkv1:num_tokens=300,head_dim=128,rotary_dim=96,max_position=4096,positions=edges:3";

template <typename T>
uint64_t hash_of(const std::vector<T>& values) {
  uint64_t sum = 0;
  for (const T value : values) sum = mix64(sum ^ static_cast<uint64_t>(value));
  return sum;
}

TEST(InputsGolden, TablesAreWhatTheyWere) {
  const auto hash = [](const std::string& keys) {
    return hash_of(materialise(case_of(keys)).cos_sin_cache);
  };
  EXPECT_EQ(hash(std::string(kReal)), 0x9ff34c84c3850f2fu);
  EXPECT_EQ(hash(std::string(kReal) + ",table=real:500000"), 0x3fec38e28ea11372u);
  EXPECT_EQ(hash(std::string(kReal) + ",table=wild,data_seed=17"), 0x6d9f7a7faf2f5da2u);
  EXPECT_EQ(hash(std::string(kReal) + ",table_dtype=f16"), 0xab6670e345cff07au);
  EXPECT_EQ(hash(std::string(kReal) + ",table_dtype=bf16"), 0xcd2db69e7ec3ffecu);
  EXPECT_EQ(hash(std::string(kReal) + ",table=wild,data_seed=17,table_dtype=f16"),
            0x72f7bda627ad8d88u);
}

TEST(InputsGolden, SeededPatternsAreWhatTheyWere) {
  const auto hash = [](const std::string& keys) {
    const Inputs in = materialise(case_of("rkv1:num_tokens=300,num_slots=1000," + keys));
    return hash_of(in.positions) ^ mix64(hash_of(in.slot_mapping));
  };
  EXPECT_EQ(hash("positions=random:5,slots=permuted:6"), 0x21e34f06e0d2179cu);
  EXPECT_EQ(hash("positions=edges:7,slots=clustered:8:16,max_position=999"), 0x3831d81d06b47b1du);
  EXPECT_EQ(hash("bad_positions=200,holes=random:9:300,data_seed=10"), 0xa3e5d9c0d4503538u);
  EXPECT_EQ(hash("slots=colliding:11:12,holes=every:7"), 0x93c7d92e70ac6705u);
  EXPECT_EQ(hash("reserved_slot=5,holes=random:9:300,hole_value=reserved"), 0x98d69df2bcd3fcdbu);
}

}  // namespace
}  // namespace ropekv
