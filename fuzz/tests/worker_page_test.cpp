#include "fuzz/worker_page.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace ropekv {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

class WorkerPageTest : public ::testing::Test {
 protected:
  ~WorkerPageTest() override { close(file_); }
  int file_ = WorkerPage::make_file();
  WorkerPage page_{file_};
};

TEST_F(WorkerPageTest, AKernelsTimeBeginsWithItsFirstLaunch) {
  page_.begin_case("rkv1:num_tokens=1");
  usleep(30000);
  EXPECT_GE(page_.time_in_case(), 30ms);
  page_.enter(Phase::kLaunching);
  EXPECT_LT(page_.time_in_case(), 30ms);
  usleep(30000);
  page_.enter(Phase::kChecking);
  page_.enter(Phase::kLaunching);
  EXPECT_GE(page_.time_in_case(), 30ms);
}

// Else a busy machine makes a case that never ran one that hangs.
TEST_F(WorkerPageTest, BeforeItsFirstLaunchNoCaseIsOverdueSoon) {
  page_.begin(7);
  EXPECT_GE(page_.patience(1s), 60s);
  EXPECT_EQ(page_.patience(1000s), 1000s);
  page_.begin_case("rkv1:num_tokens=1");
  EXPECT_GE(page_.patience(1s), 60s);
  page_.enter(Phase::kLaunching);
  EXPECT_EQ(page_.patience(1s), 1s);
  page_.enter(Phase::kChecking);
  EXPECT_EQ(page_.patience(1s), 1s);
  page_.begin_canary();  // of ours, as what comes before the first launch
  EXPECT_GE(page_.patience(1s), 60s);
  EXPECT_EQ(page_.phase(), Phase::kCanary);
  page_.begin(8);
  EXPECT_GE(page_.patience(1s), 60s);
}

}  // namespace
}  // namespace ropekv
