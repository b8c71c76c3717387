#include "fuzz/mutation_run.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "fuzz/child_judge.h"
#include "fuzz/second_opinion.h"

namespace ropekv {
namespace {

constexpr auto kBetweenLooks = std::chrono::milliseconds(20);

WorkerConfig worker_for(const MutationPlan& plan, const MutationTarget& target,
                        const std::string& device, bool all_properties) {
  WorkerConfig config;
  config.kernel.name = target.mutant->name;
  config.device = device;
  config.source.size = target.size;
  config.timeout = plan.timeout;
  config.of_campaign = !all_properties;  // in a campaign some wait for their turn
  return config;
}

// A death is a verdict.
Judgement judge_here(ChildJudge* child, const Case& c) {
  constexpr int kTries = 3;  // a SIGKILL from outside says nothing
  ChildJudge::Outcome outcome = child->run(c);
  for (int i = 1; i < kTries && outcome.death && outcome.death->from_outside; ++i) {
    outcome = child->run(c);
  }
  return outcome.judgement;
}

KillSearch search_mutant(const MutationPlan& plan, const MutationTarget& target,
                         const CaseSource& source, const std::string& device,
                         const std::function<bool()>& stop) {
  const WorkerConfig config = worker_for(plan, target, device, false);
  ChildJudge child(config);
  // A death that is not the kernel's is told apart when the case is alone.
  const MutantJudges judges{[&](const Case& c) { return judge_here(&child, c); },
                            [&](const Case& c) { return judge_in_new_process(c, config); }};
  return search_kill(source, plan.runs_of(target), judges, stop);
}

MatrixRow matrix_row(const MutationPlan& plan, const MutationTarget& target,
                     const CaseSource& source, uint64_t first_idx, const std::string& device,
                     const std::function<bool()>& stop) {
  const WorkerConfig config = worker_for(plan, target, device, true);
  ChildJudge child(config);
  const auto judge_all = [&](const Case& c) {
    const Judgement judgement = judge_here(&child, c);
    const bool died = judgement.verdict == Verdict::kCrashed || judgement.verdict == Verdict::kHung;
    return died ? judge_in_new_process(c, config).value_or(judgement) : judgement;
  };
  return fill_matrix_row(source, first_idx, *plan.matrix_cases, judge_all, stop);
}

class MutationRun {
 public:
  MutationRun(const MutationPlan& plan, const std::function<void(const MutantResult&)>& on_mutant)
      : plan_(plan), on_mutant_(on_mutant) {
    for (size_t i = 0; i < plan.targets.size(); ++i) {
      const uint64_t num_seeds = plan.num_seeds(plan.targets[i]);
      results_.push_back({plan.targets[i], std::vector<KillSearch>(num_seeds), std::nullopt});
      open_.push_back(num_seeds);
      for (uint64_t seed = 0; seed < num_seeds; ++seed) jobs_.push_back({i, seed});
    }
  }

  std::vector<MutantResult> run(const std::function<bool()>& stop) {
    std::vector<std::jthread> threads;
    num_working_ = plan_.workers;
    for (uint64_t i = 0; i < plan_.workers; ++i) {
      threads.emplace_back([this, i] { work(plan_.devices[i % plan_.devices.size()]); });
    }
    for (std::unique_lock lock(mutex_); num_working_ > 0;) {
      news_.wait_for(lock, kBetweenLooks);
      if (stop()) stopped_ = true;
    }
    threads.clear();  // joined
    if (error_) std::rethrow_exception(error_);
    return std::move(results_);
  }

 private:
  struct Job {
    size_t target;
    uint64_t seed;  // from the first
  };

  // On a thread of its own; worker processes end with the thread that made them.
  void work(const std::string& device) {
    try {
      for (size_t i = next_job_++; i < jobs_.size(); i = next_job_++) do_job(jobs_[i], device);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
      stopped_ = true;
    }
    const std::lock_guard lock(mutex_);
    --num_working_;
    news_.notify_one();
  }

  void do_job(const Job& job, const std::string& device) {
    const MutationTarget& target = plan_.targets[job.target];
    MutantResult& result = results_[job.target];
    const CaseSource source{plan_.first_seed + job.seed, target.size, {}};
    const auto stop = [this] { return stopped_.load(); };
    KillSearch& search = result.searches[job.seed];
    search = search_mutant(plan_, target, source, device, stop);
    if (plan_.matrix_cases && job.seed == 0 && search.end == SearchEnd::kKilled) {
      result.row = matrix_row(plan_, target, source, search.cases - 1, device, stop);
    }
    tell(job.target);
  }

  void tell(size_t target) {
    const std::lock_guard lock(mutex_);
    --open_[target];
    for (; next_to_tell_ < open_.size() && open_[next_to_tell_] == 0; ++next_to_tell_) {
      on_mutant_(results_[next_to_tell_]);
    }
  }

  const MutationPlan& plan_;
  const std::function<void(const MutantResult&)>& on_mutant_;
  std::vector<MutantResult> results_;  // each search is written by one thread
  std::vector<Job> jobs_;
  std::atomic<size_t> next_job_ = 0;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;  // of what follows
  std::condition_variable news_;
  std::vector<uint64_t> open_;  // searches of each target
  size_t next_to_tell_ = 0;
  uint64_t num_working_ = 0;
  std::exception_ptr error_;
};

}  // namespace

uint64_t MutationPlan::num_seeds(const MutationTarget& target) const {
  return target.is_out_of_reach() ? 1 : last_seed - first_seed + 1;
}

uint64_t MutationPlan::runs_of(const MutationTarget& target) const {
  return target.is_out_of_reach() ? std::min(runs, runs_out_of_reach) : runs;
}

std::vector<MutantResult> run_mutants(const MutationPlan& plan, const std::function<bool()>& stop,
                                      const std::function<void(const MutantResult&)>& on_mutant) {
  return MutationRun(plan, on_mutant).run(stop);
}

}  // namespace ropekv
