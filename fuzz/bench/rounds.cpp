#include "fuzz/bench/rounds.h"

#include <benchmark/benchmark.h>

#include <exception>
#include <stdexcept>

namespace ropekv {
namespace {

constexpr int kReplaysPerRound = 3;

// Its names are numbers: an index into `all`.
class Collector : public benchmark::BenchmarkReporter {
 public:
  explicit Collector(size_t count) : seconds(count) {}
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      seconds.at(std::stoul(run.run_name.function_name))
          .push_back(run.real_accumulated_time / static_cast<double>(run.iterations));
    }
  }
  std::vector<std::vector<double>> seconds;
};

void initialize_once() {
  static const bool done = [] {
    char name[] = "ropekv";
    char interleave[] = "--benchmark_enable_random_interleaving=true";
    char* argv[] = {name, interleave, nullptr};
    int argc = 2;
    benchmark::Initialize(&argc, argv);
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace

std::vector<std::vector<double>> time_in_rounds(const std::vector<Timed>& all, int64_t rounds) {
  initialize_once();
  std::exception_ptr failure;
  for (size_t i = 0; i < all.size(); ++i) {
    const auto body = [&all, &failure, i](benchmark::State& state) {
      try {
        all[i].seconds();  // what ran before has left its traces in the caches
        for (auto _ : state) state.SetIterationTime(all[i].seconds());
      } catch (...) {
        failure = std::current_exception();
        state.SkipWithError("see the exception");
      }
    };
    benchmark::RegisterBenchmark(std::to_string(i).c_str(), body)
        ->UseManualTime()
        ->Iterations(kReplaysPerRound)
        ->Repetitions(static_cast<int>(rounds));
  }
  Collector collector(all.size());
  benchmark::RunSpecifiedBenchmarks(&collector, ".");
  benchmark::ClearRegisteredBenchmarks();
  if (failure) std::rethrow_exception(failure);
  for (size_t i = 0; i < all.size(); ++i) {
    if (std::ssize(collector.seconds[i]) == rounds) continue;
    throw std::runtime_error("Google Benchmark ran '" + all[i].name + "' " +
                             std::to_string(collector.seconds[i].size()) + " times, not " +
                             std::to_string(rounds));
  }
  return std::move(collector.seconds);
}

}  // namespace ropekv
