// The fence as a piece of the host's memory: what it takes it gives back, also where there is too
// little, and its handler runs on a stack of its own.
#include "properties/fence_host.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <fstream>
#include <optional>
#include <stdexcept>
#include <thread>

namespace ropekv {
namespace {

int64_t mapped_pages() {
  int64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages;
}

constexpr int64_t kFewPages = 1000;  // what the test itself takes, and a fence is far more

TEST(HostFence, GivesItsPlaceBack) {
  const int64_t before = mapped_pages();
  {
    const HostFence fence;
    ASSERT_GT(mapped_pages(), before + 10 * kFewPages);
  }
  EXPECT_LT(mapped_pages(), before + kFewPages);
}

#if !defined(__SANITIZE_ADDRESS__)  // which has limits of its own, and a stack in each thread

void expect_refused(__rlimit_resource what, rlim_t most_bytes) {
  rlimit before{};
  ASSERT_EQ(getrlimit(what, &before), 0);
  const int64_t pages = mapped_pages();
  const rlimit small{.rlim_cur = most_bytes, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(what, &small), 0);
  EXPECT_THROW(HostFence(), std::runtime_error);
  ASSERT_EQ(setrlimit(what, &before), 0);
  EXPECT_LT(mapped_pages(), pages + kFewPages);
}

TEST(HostFence, ThrowsWhereThereIsNoPlaceForIt) {
  expect_refused(RLIMIT_AS, static_cast<rlim_t>(mapped_pages() + kFewPages) * 4096);
}

TEST(HostFence, ThrowsWhereItsChunksGetNoMemoryAndGivesItsPlaceBack) {
  expect_refused(RLIMIT_DATA, 16 << 20);  // its chunks are more
}

std::optional<stack_t> handlers_stack() {
  stack_t found{};
  sigaltstack(nullptr, &found);
  if (found.ss_flags & SS_DISABLE) return std::nullopt;
  return found;
}

TEST(HostFence, ItsHandlerHasAStackOfItsOwnInEveryThread) {
  const HostFence fence;
  std::thread([&] {
    ASSERT_FALSE(handlers_stack());
    EXPECT_EQ(fence.watch([] {}), std::nullopt);
    EXPECT_TRUE(handlers_stack());
  }).join();
}

TEST(HostFence, AStackThatIsThereStays) {
  const HostFence fence;
  std::thread([&] {
    static char mine[1 << 16];
    const stack_t stack{.ss_sp = mine, .ss_flags = 0, .ss_size = sizeof mine};
    stack_t before{};
    ASSERT_EQ(sigaltstack(&stack, &before), 0);
    EXPECT_EQ(fence.watch([] {}), std::nullopt);
    ASSERT_TRUE(handlers_stack());
    EXPECT_EQ(handlers_stack()->ss_sp, mine);
    sigaltstack(&before, nullptr);
  }).join();
}

#endif

}  // namespace
}  // namespace ropekv
