// The loggers that engines copy: the header, also as C++17 and from many threads, and the one in
// Python that README.md shows.
#include <gmock/gmock.h>

#include <thread>

#include "fuzz/capture/case_of_capture.h"
#include "fuzz/capture/import_trace.h"
#include "fuzz/capture/ropekv_capture.h"
#include "fuzz/tests/run_command.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

ropekv_capture::Launch decode_of(const int64_t* positions, const int64_t* slots, int64_t count) {
  using ropekv_capture::rows;
  ropekv_capture::Launch launch;
  launch.name = "layer \"0\"\n";
  launch.style = "neox";
  launch.q = launch.q_rope =
      rows(reinterpret_cast<const void*>(0x100000), "bf16", count, 4, 64, 256, 64);
  launch.k = launch.k_rope =
      rows(reinterpret_cast<const void*>(0x200000), "bf16", count, 1, 64, 64, 64);
  launch.v = rows(reinterpret_cast<const void*>(0x300000), "bf16", count, 1, 64, 64, 64);
  launch.k_buffer = {nullptr, "bf16", 3, {100, 1, 64}, {64, 64, 1}};
  launch.v_buffer = launch.k_buffer;
  launch.positions = {positions, count, 8, nullptr};
  launch.slot_mapping = {slots, count, 8, nullptr};
  launch.cos_sin_cache = {nullptr, "f32", 2, {256, 64}, {64, 1}};
  return launch;
}

TEST(CaptureHeader, SaysALaunchInOneLine) {
  const int64_t positions[] = {9, 80};
  const int64_t slots[] = {7, -1};
  const std::string line = to_line(decode_of(positions, slots, 2));
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const CapturedLaunch launch = parse_captured_launch(line);
  EXPECT_EQ(launch.name, "layer \"0\"?");
  EXPECT_EQ(print_case(case_of_capture(launch)).substr(0, 200),
            "rkv1:num_tokens=2,num_qo_heads=4,dtype=bf16,in_place=yes,num_slots=100,"
            "max_position=256,positions=list:9+80,slots=iota:7,holes=tail:1,sum=fe18815a");
}

TEST(CaptureHeader, AppendsWholeLinesFromManyThreads) {
  constexpr int kThreads = 8;
  constexpr int kLines = 50;
  const TemporaryDir dir;
  const auto path = dir.path() / "trace.jsonl";
  {
    ropekv_capture::Log log(path.c_str());
    ASSERT_TRUE(log.is_open());
    std::vector<std::thread> threads;
    for (int64_t i = 0; i < kThreads; ++i) {
      threads.emplace_back([&log, i] {
        const std::vector<int64_t> positions(200, i), slots(200, -1);
        for (int line = 0; line < kLines; ++line) {
          EXPECT_TRUE(log.append(decode_of(positions.data(), slots.data(), 200)));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  const Import import = import_trace(path, true);
  EXPECT_THAT(import.refused, ::testing::IsEmpty());
  EXPECT_EQ(import.num_launches, uint64_t{kThreads * kLines});
  EXPECT_EQ(import.cases.size(), size_t{kThreads});
  for (const ImportedCase& one : import.cases) EXPECT_EQ(one.num_launches, uint64_t{kLines});
}

TEST(CaptureHeader, SaysThatAFileCannotBeWritten) {
  EXPECT_FALSE(ropekv_capture::Log("/nowhere/trace.jsonl").is_open());
}

// The block of README.md, and tensors that look like PyTorch's.
constexpr const char* kPythonCaller = R"(
class Fake:
    def __init__(self, shape, dtype, address, values=None):
        self.shape, self.dtype, self.address, self.values = shape, dtype, address, values
    def stride(self):
        strides = [1]
        for size in reversed(self.shape[1:]):
            strides.insert(0, strides[0] * size)
        return tuple(strides)
    def data_ptr(self):
        return self.address
    def tolist(self):
        return self.values

import sys
with open(sys.argv[1], "w") as file:
    q, k, v = (Fake((3, 2, 64), "torch.float16", a) for a in (4096, 8192, 16384))
    pool = Fake((10, 16, 2, 64), "torch.float16", 1 << 20)
    other = Fake((10, 16, 2, 64), "torch.float16", 1 << 24)
    log_launch(file, "neox", Fake((3,), "torch.int64", 64, [4, 0, 9]),
               Fake((3,), "torch.int32", 64, [17, 3, -1]), q=q, k=k, v=v, q_rope=q, k_rope=k,
               k_buffer=pool, v_buffer=other,
               cos_sin_cache=Fake((128, 32), "torch.float32", 1 << 30))
)";

std::string python_of_readme() {
  const std::string text = read_whole("fuzz/capture/README.md");
  const std::string fence = "```python\n";
  const size_t begin = text.find(fence);
  if (begin == text.npos) return {};
  const size_t end = text.find("```", begin + fence.size());
  return text.substr(begin + fence.size(), end - begin - fence.size());
}

TEST(CaptureFromPython, IsWhatTheReadmeShows) {
  if (std::system("python3 -c '' > /dev/null 2>&1") != 0) GTEST_SKIP() << "no python3 here";
  const std::string logger = python_of_readme();
  if (!std::filesystem::exists("fuzz/capture/README.md")) GTEST_SKIP() << "no README in a bundle";
  ASSERT_FALSE(logger.empty());
  const TemporaryDir dir;
  const auto script = dir.path() / "log.py";
  const auto trace = dir.path() / "trace.jsonl";
  std::ofstream(script) << logger << kPythonCaller;
  const std::string command =
      "python3 " + shell_quoted(script.string()) + ' ' + shell_quoted(trace.string());
  ASSERT_EQ(std::system(command.c_str()), 0);
  const Import import = import_trace(trace, false);
  ASSERT_THAT(import.refused, ::testing::IsEmpty());
  ASSERT_EQ(import.cases.size(), 1u);
  EXPECT_THAT(print_case(import.cases[0].c),
              ::testing::StartsWith(
                  "rkv1:num_tokens=3,num_qo_heads=2,num_kv_heads=2,rotary_dim=32,dtype=f16,"
                  "slot_dtype=int32,in_place=yes,page_size=16,num_slots=160,max_position=128,"
                  "positions=list:4+0+9,slots=list:17+3+-1,sum="));
}

}  // namespace
}  // namespace ropekv
