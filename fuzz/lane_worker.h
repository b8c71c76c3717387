// The part of a worker that launches: it holds the lane, from the first case on.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/block_json.h"
#include "fuzz/company.h"
#include "fuzz/lane_judge.h"
#include "fuzz/second_opinion.h"
#include "fuzz/worker_config.h"
#include "fuzz/worker_page.h"

namespace ropekv {

// Tells the supervisor; false if nobody listens any more.
using Say = std::function<bool(Json)>;

class LaneWorker final : BlockHooks {
 public:
  // `company`: of the cases that run beside this one's in the process; null: there are none.
  LaneWorker(const WorkerConfig& config, Say say, WorkerPage* page, SecondOpinion* second,
             Company* company = nullptr);

  // Else the first answer does it.
  void take_lane();

  // "block" or "judge". Throws what judge() throws. A lost device ends the process.
  Json answer(const std::string& op, const Json& request);
  WorkerPage* page() { return page_; }

 private:
  void before_generating(uint64_t case_idx) override;
  void before_case(uint64_t case_idx, const std::string& line) override;
  void after_case(uint64_t case_idx, const std::string& line, const Judgement& judgement) override;
  bool stop_asked() override { return page_->stop_asked(); }

  Judgement unless_crashed(Judgement judgement);
  Judgement judge_here(const Case& c, const std::vector<std::string_view>& only);
  Judgement judge_in_company(const Case& c);
  Judgement judge_in_process(const Case& c);
  Judgement judge_canary(const Case& c, const Canary& canary);
  std::string kept_by_each_launch_of(const Case& c, const std::string& line);
  Judgement judge_alone(const Case& c, const Judgement& here);
  void only_in_company(const Case& c, const Judgement& judgement, uint64_t case_idx,
                       std::string_view company);

  const WorkerConfig config_;
  const Say say_;
  WorkerPage* page_;
  SecondOpinion* second_;
  Company* company_;
  const Kernel* kernel_ = nullptr;
  Kernel announced_{}, other_{};  // the latter: of --against
  std::unique_ptr<Lane> lane_;
  std::optional<LaneJudge> judge_case_;
};

// Of this machine, by a CUDA call.
std::vector<std::string> device_names_here();

}  // namespace ropekv
