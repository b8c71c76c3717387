// The part of a worker that launches: it holds the lane, from the first case on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/block_json.h"
#include "fuzz/lane_judge.h"
#include "fuzz/wire.h"
#include "fuzz/worker_config.h"
#include "fuzz/worker_page.h"

namespace ropekv {

class LaneWorker final : BlockHooks {
 public:
  LaneWorker(const WorkerConfig& config, Wire* wire, WorkerPage* page);

  // "block", "index" or "judge". Throws what judge() throws. A lost device ends the process.
  Json answer(const std::string& op, const Json& request);
  WorkerPage* page() { return page_; }

 private:
  void before_generating(uint64_t case_idx) override;
  void before_case(uint64_t case_idx, const std::string& line) override;
  void after_case(uint64_t case_idx, const std::string& line, const Judgement& judgement) override;
  bool stop_asked() override { return page_->stop_asked(); }

  void take_lane();
  Judgement judge_here(const Case& c, const std::vector<std::string_view>& only);
  Json one_index(uint64_t case_idx);

  const WorkerConfig config_;
  Wire* wire_;
  WorkerPage* page_;
  const Kernel* kernel_ = nullptr;
  Kernel announced_{};
  std::unique_ptr<Lane> lane_;
  std::optional<LaneJudge> judge_case_;
};

// Of this machine, by a CUDA call.
std::vector<std::string> device_names_here();

}  // namespace ropekv
