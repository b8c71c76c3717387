#include "fuzz/campaign_start.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fuzz/exit_code.h"

namespace ropekv {
namespace {

std::vector<std::string> devices_of(const std::vector<WorkerConfig>& workers) {
  std::vector<std::string> devices;
  for (const WorkerConfig& worker : workers) devices.push_back(worker.device);
  return devices;
}

using Devices = std::vector<std::string>;

TEST(CampaignStart, EveryGpuHasAsManyWorkers) {
  const Devices gpus = {"cuda:0", "cuda:1", "cuda:2"};
  EXPECT_EQ(devices_of(choose_workers({"1", ""}, {}, gpus)), gpus);
  EXPECT_EQ(devices_of(choose_workers({"2", ""}, {}, gpus)),
            (Devices{"cuda:0", "cuda:1", "cuda:2", "cuda:0", "cuda:1", "cuda:2"}));
  const auto by_default = devices_of(choose_workers({"", ""}, {}, gpus));
  for (const std::string& gpu : gpus) {
    EXPECT_EQ(static_cast<size_t>(std::ranges::count(by_default, gpu)), by_default.size() / 3);
  }
}

TEST(CampaignStart, TheHostHasAWorkerForEachCoreOrAsManyAsAsked) {
  EXPECT_GE(choose_workers({"", ""}, {}, {"host"}).size(), 1u);
  EXPECT_EQ(devices_of(choose_workers({"3", ""}, {}, {"host"})), (Devices{"host", "host", "host"}));
}

TEST(CampaignStart, WorkersDifferInTheirDeviceAlone) {
  WorkerConfig like;
  like.kernel.name = "naive";
  like.timeout = "3s";
  like.source = {42, SizeClass::kSmall, {{"style", "neox"}}};
  for (WorkerConfig worker : choose_workers({"2", ""}, like, {"cuda:0", "cuda:1"})) {
    worker.device = like.device;
    worker.seats = like.seats;  // as many as there are cores for
    EXPECT_EQ(to_json(worker), to_json(like));
  }
}

TEST(CampaignStart, NoWorkersAndFarTooManyAreRefused) {
  for (const char* text : {"0", "1025", "x", "-1"}) {
    EXPECT_THROW(choose_workers({text, ""}, {}, {"host"}), CommandError) << text;
  }
}

}  // namespace
}  // namespace ropekv
