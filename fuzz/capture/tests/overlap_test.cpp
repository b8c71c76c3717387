// Which tensors of a launch share elements, and which only lie in each other's gaps.
#include <gmock/gmock.h>

#include "fuzz/capture/case_of_capture.h"

namespace ropekv {
namespace {

using testing::HasSubstr;

constexpr uint64_t kBase = 1 << 20;

// 5 tokens of 4 heads of q and 2 of k and v, in f32, far from each other and contiguous.
CapturedLaunch apart() {
  CapturedLaunch launch;
  const auto rows = [](std::string_view field, int64_t heads, uint64_t nth) {
    return CapturedRows{field, 5, heads, 8, heads * 8, 8, kBase * nth};
  };
  launch.q = rows("q", 4, 1);
  launch.k = rows("k", 2, 2);
  launch.v = rows("v", 2, 3);
  launch.q_rope = rows("q_rope", 4, 4);
  launch.k_rope = rows("k_rope", 2, 5);
  launch.k_buffer = CapturedPool{"k_buffer", 9, 1, 2, 8, 16, 16, 8, kBase * 6};
  launch.v_buffer = CapturedPool{"v_buffer", 9, 1, 2, 8, 16, 16, 8, kBase * 7};
  launch.positions.values = {0, 1, 2, 3, 4};
  launch.slot_mapping.values = {0, 1, 2, 3, 4};
  launch.max_position = 16;
  launch.rotary_dim = 8;
  return launch;
}

std::string why_refused(const CapturedLaunch& launch) {
  try {
    case_of_capture(launch);
    return {};
  } catch (const CaptureError& error) {
    return error.what();
  }
}

TEST(TensorsOfALaunch, ThatLieApartAreACase) {
  EXPECT_EQ(why_refused(apart()), "");
}

TEST(TensorsOfALaunch, ThatShareElementsAreNone) {
  for (const int64_t bytes : {-4 * 8 * 4 * 5 + 4, -4, 4, 16, 4 * 8 * 4 * 5 - 16}) {
    CapturedLaunch launch = apart();
    launch.q_rope->address = launch.q->address + static_cast<uint64_t>(bytes);
    EXPECT_THAT(why_refused(launch), HasSubstr(": q, at 1048576, has elements there as well"))
        << bytes;
  }
  CapturedLaunch launch = apart();
  launch.v_buffer->address = launch.k_buffer->address;
  EXPECT_THAT(why_refused(launch), HasSubstr("v_buffer.address is 6291456: k_buffer, at 6291456"));
  launch.v_buffer->address += 9 * 16 * 4;  // right behind it
  EXPECT_EQ(why_refused(launch), "");
}

TEST(TensorsOfALaunch, ThatLieInEachOthersGapsAreACase) {
  CapturedLaunch launch = apart();
  for (auto* rows : {&*launch.q, &*launch.k, &*launch.v}) rows->token_stride = 8 * (4 + 2 + 2);
  launch.k->address = launch.q->address + 4 * 8 * 4;
  launch.v->address = launch.k->address + 4 * 8 * 2;
  EXPECT_EQ(why_refused(launch), "");
  launch.v->address -= 4;
  EXPECT_THAT(why_refused(launch), HasSubstr("v.address is "));
  launch = apart();
  for (auto* rows : {&*launch.q, &*launch.q_rope}) {  // head by head
    rows->head_stride = 16;
    rows->token_stride = 16 * 4;
  }
  launch.q_rope->address = launch.q->address + 4 * 8;
  EXPECT_EQ(why_refused(launch), "");
}

}  // namespace
}  // namespace ropekv
