// What is no legal case is rejected with one sentence that names the key and the value.
#include "reference/tests/rejected.h"

namespace ropekv {
namespace {

using testing::error_of;
using testing::expect_rejected;
using testing::Rejected;

TEST(CaseErrors, LinesThatAreNoPairs) {
  expect_rejected({{"num_tokens", "'num_tokens'", "key=value"},
                   {",", "''", "key=value"},
                   {"num_tokens=5,,dtype=f16", "''", "key=value"},
                   {"num_tokens=5,", "ends", "comma"},
                   {"tokens=5", "'tokens'", "unknown"},
                   {"=5", "''", "unknown"},
                   {" num_tokens=5", "' num_tokens'", "unknown"},
                   {"Dtype=f16", "'Dtype'", "unknown"},
                   {"rkv1:dtype=f16", "'rkv1:dtype'", "unknown"},
                   {"dtype=f16,dtype=f16", "dtype", "twice"},
                   {"sum=00000000", "sum", "00000000"},
                   {"sum=", "sum", "''"},
                   {"num_tokens=5,sum=zzzzzzzz,dtype=f16", "sum", "zzzzzzzz"}});
}

TEST(CaseErrors, PrefixAndLength) {
  EXPECT_EQ(error_of(""), "case line '' does not start with rkv1:");
  for (const char* line : {"rkv2:num_tokens=5", "num_tokens=5", " rkv1:", "RKV1:", "rkv1"}) {
    EXPECT_NE(error_of(line).find(line), std::string::npos);
  }
  EXPECT_EQ(error_of("rkv1:" + std::string(kMaxCaseLineBytes, '1')),
            "case line has 1048581 bytes, more than 1048576");
  // Neither a megabyte nor a control byte of the line may reach a terminal.
  EXPECT_LT(error_of("rkv1:" + std::string(kMaxCaseLineBytes - 5, '\x1b')).size(), 200u);
  EXPECT_EQ(error_of("rkv1:\x1b[2J=1").find('\x1b'), std::string::npos);
}

TEST(CaseErrors, ValuesThatAreNoValuesOfTheirKey) {
  std::vector<Rejected> table;
  for (const char* number : {"", "x", "+1", "-", "01", "-0", "1 ", "1.0", "0x1", "1e3",
                             "9223372036854775808", "-9223372036854775809"}) {
    table.push_back({std::string("num_tokens=") + number, "num_tokens", number});
  }
  for (const char* pair : {"data_seed=-1",
                           "data_seed=18446744073709551616",
                           "style=Neox",
                           "style=",
                           "dtype=fp16",
                           "dtype=f16x",
                           "position_dtype=int",
                           "cache=kv",
                           "absent=v",
                           "in_place=true",
                           "in_place=v",
                           "cache_dtype=fp8",
                           "k_scale=",
                           "k_scale=1.0",
                           "k_scale=1e-5",
                           "k_scale=.5",
                           "k_scale=0x1p3",
                           "v_scale=+1",
                           "v_scale=1e39",
                           "v_scale=0.1000000014901161",
                           "scale_in=gpu",
                           "page_size=tokens",
                           "page_layout=NHD",
                           "pools=together",
                           "in_order=rows",
                           "unit_strides=one",
                           "misaligned=3",
                           "misaligned=3:",
                           "misaligned=q",
                           "misaligned=none:q",
                           "misaligned=3:k+q",
                           "misaligned=3:q+q",
                           "misaligned=3:q+",
                           "misaligned=3:+q",
                           "misaligned=x:q",
                           "memory=fence",
                           "reserved_slot=-1",
                           "reserved_slot=last",
                           "table_dtype=e4m3",
                           "scenario=",
                           "scenario=serving",
                           "scenario=serving:1",
                           "scenario=serving:1:",
                           "scenario=serving:1:2:3",
                           "scenario=stream:1",
                           "pdl=1",
                           "qkv=packed",
                           "rotary_dim=half",
                           "num_slots=all",
                           "q_pad=1",
                           "q_pad=1:",
                           "q_pad=:1",
                           "q_pad=1:2:3",
                           "q_pad=-:1",
                           "values=Normal",
                           "hole_value=-1",
                           "table=real",
                           "table=real:",
                           "table=real:-1",
                           "table=wild:1",
                           "table=identity:",
                           "table=",
                           "holes=none:",
                           "holes=all:1",
                           "holes=tail",
                           "holes=every:x",
                           "holes=random:1",
                           "holes=random:1:2:3",
                           "slots=tail:",
                           "slots=permuted",
                           "slots=clustered:1",
                           "slots=clustered:1:",
                           "slots=colliding:1",
                           "slots=list:1+",
                           "slots=list:3..1",
                           "slots=iota:-1",
                           "positions=iota",
                           "positions=random:",
                           "positions=list:x",
                           "positions=list:1..",
                           "num_tokens=0,positions=list",
                           "num_tokens=0,slots=list"}) {
    const std::string line(pair);
    const size_t equals = line.rfind('=');
    const size_t begin = line.find(',') + 1;  // 0 where there is no comma
    table.push_back({line, std::string_view(pair).substr(begin, equals - begin),
                     std::string_view(pair).substr(equals + 1)});
  }
  expect_rejected(table);
}

}  // namespace
}  // namespace ropekv
