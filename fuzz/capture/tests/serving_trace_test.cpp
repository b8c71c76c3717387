// A serving engine is simulated, its launches are captured by the logger, imported, and replayed:
// they pass. ROPEKV_CAPTURE_LAUNCHES makes the trace longer (1000 takes minutes on the host lane).
#include <gmock/gmock.h>

#include <cstdlib>

#include "fuzz/capture/tests/captured_case.h"
#include "fuzz/tests/run_command.h"
#include "properties/serving.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

// GQA, fused rows, paged pools of one tensor, in place; a prefill of some chunks among decodes.
constexpr const char* kEngine =
    "rkv1:num_tokens=192,num_qo_heads=8,num_kv_heads=2,dtype=bf16,in_place=yes,qkv=fused,"
    "page_size=16,pools=unbound,num_slots=4096,max_position=2048,scenario=serving:7:1";
constexpr int kLayers = 2;  // launch the same positions and slots

int num_launches() {
  const char* wanted = std::getenv("ROPEKV_CAPTURE_LAUNCHES");
  return wanted ? std::atoi(wanted) : 40;
}

Case launch_of(const Case& engine, const Batch& batch) {
  Case c = engine;
  c.scenario = {};
  c.num_tokens = batch.num_tokens();
  c.num_slots_given = std::ssize(batch.slot_mapping);
  c.positions = {PositionKind::kList, 0, batch.positions};
  c.slots = {SlotKind::kList, 0, 1, batch.slot_mapping};
  return c;
}

TEST(ServingTrace, IsImportedReplayedAndPasses) {
  std::string error;
  const auto engine = parse_case(kEngine, &error);
  ASSERT_TRUE(engine) << error;
  const TemporaryDir dir;
  const auto trace = dir.path() / "serving.jsonl";
  {
    ropekv_capture::Log log(trace.c_str());
    History history(*engine);
    for (int launch = 0; launch < num_launches(); launch += kLayers) {
      const Case c = launch_of(*engine, history.next().batch);
      const Problem problem(c);
      CapturedCase captured;
      capture_case(problem, problem.args(any_arena()), &captured);
      for (int layer = 0; layer < kLayers; ++layer) ASSERT_TRUE(log.append(captured.launch));
    }
  }
  const auto cases = dir.path() / "cases";
  const CommandOutput import = run_ropekv({"import", trace.string(), "-o", cases.string()});
  ASSERT_EQ(import.status, 0) << import.err;
  EXPECT_EQ(import.after("stat::launches_read: "), std::to_string(num_launches()));
  EXPECT_EQ(import.after("stat::launches_refused: "), "0");
  EXPECT_GE(std::stoi(import.after("stat::launches_merged: ")), num_launches() / kLayers);
  const CommandOutput replay = run_ropekv({"replay", cases.string(), "--device", "host"});
  EXPECT_EQ(replay.status, 0) << replay.out << replay.err;
  EXPECT_EQ(replay.after("stat::cases_passed: "), import.after("stat::cases_written: "));
}

}  // namespace
}  // namespace ropekv
