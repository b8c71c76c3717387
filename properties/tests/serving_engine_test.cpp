// The allocator model of a serving engine against a second model of it, by random commands: without
// this, a fault in it would make histories that no engine makes.
#include "properties/tests/rc_run.h"
#include "properties/tests/serving_commands.h"

namespace ropekv {
namespace {

using testing::pick_between;
using testing::ServedPool;
using testing::ServingModel;

TEST(ServingEngine, EveryRequestReadsTheRowsThatItWrote) {
  testing::expect_rc_holds("every request reads the rows that it wrote", 300, [] {
    const int64_t page_size = pick_between(1, 4);
    const int64_t num_pages = pick_between(2, 12);
    const int64_t num_slots = page_size * num_pages;
    const int64_t reserved_slot = pick_between(-1, num_slots - 1);
    const auto order = static_cast<FreeOrder>(pick_between(0, 2));
    ServingModel model;
    model.page_size = page_size;
    model.num_usable = num_pages - (reserved_slot >= 0 ? 1 : 0);
    ServedPool served{ServingEngine(num_slots, page_size, reserved_slot, order, 7),
                      num_slots,
                      reserved_slot,
                      {},
                      {}};
    rc::state::check(model, served, testing::serving_commands());
  });
}

TEST(ServingEngine, RefusesToWriteToASharedPage) {
  ServingEngine engine(16, 4, -1, FreeOrder::kLastFreedFirst, 0);
  Batch batch;
  const int64_t parent = engine.arrive(0, 8, 8);
  EXPECT_EQ(engine.append(parent, 8, &batch), 8);
  EXPECT_GE(engine.fork(parent, 1, 8, 8), 0);
  EXPECT_EQ(engine.roll_back(parent, 8), 4);  // the shared page stays
  EXPECT_EQ(engine.requests().at(parent).num_rows, 4);
}

TEST(PagePool, GivesEveryPageOnceAndThenNone) {
  for (const FreeOrder order :
       {FreeOrder::kLastFreedFirst, FreeOrder::kFirstFreedFirst, FreeOrder::kRandom}) {
    PagePool pool(9, 4, order, 3);
    std::set<int64_t> pages;
    while (const auto page = pool.take()) EXPECT_TRUE(pages.insert(*page).second);
    EXPECT_EQ(pages.size(), 8u);
    EXPECT_FALSE(pages.contains(4));
    pool.release(2);
    pool.release(7);
    const auto next = pool.take();
    if (order == FreeOrder::kLastFreedFirst) {
      EXPECT_EQ(next, 7);
    }
    if (order == FreeOrder::kFirstFreedFirst) {
      EXPECT_EQ(next, 2);
    }
  }
}

}  // namespace
}  // namespace ropekv
