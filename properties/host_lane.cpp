#include <thrust/system/cpp/execution_policy.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "properties/fence_host.h"
#include "properties/host_memory.h"
#include "properties/lane.h"
#include "properties/memory_ops.h"

namespace ropekv {
namespace {

// From here on the arena is a sparse file (SparsePages).
constexpr int64_t kLargestDenseArena = int64_t{1} << 30;

// A whole head row is one item: no divisions.
RowSet in_whole_rows(RowSet rows) {
  rows.part_dims = std::max<int64_t>(4, (rows.view.dim + 3) / 4 * 4);
  return rows;
}

template <class Work>
void do_in_whole_rows(Work work) {
  work.rows = in_whole_rows(work.rows);
  do_all(thrust::cpp::par, work);
}

template <class Rule>
auto check_in_whole_rows(Rule rule) {
  rule.rows = in_whole_rows(rule.rows);
  return check_all(thrust::cpp::par, rule);
}

int64_t scan_linearly(const LinearScan& scan) {
  int64_t count = 0;
  for (int64_t i = 0; i < scan.num_items(); ++i) {
    count += scan.differing_bytes(scan.memory[i], i);
  }
  return count;
}

Tally compare_bytes(const ByteCompare& work) {
  if (work.bytes == 0 || std::memcmp(work.got, work.want, work.bytes) == 0) return {};
  return check_all(thrust::cpp::par, work);
}

template <class Rule, class Answer, class Function>
void answer_each(const std::vector<Rule>& rules, std::vector<Answer>* answers,
                 const Function& function) {
  for (const Rule& rule : rules) answers->push_back(function(rule));
}

class HostLane final : public Lane {
 public:
  std::string name() const override { return "host"; }
  std::string device_name() const override { return "host"; }
  bool is_cuda() const override { return false; }
  bool has_scenarios() const override { return false; }
  bool can_run(const Kernel& kernel) const override { return kernel.launch_host != nullptr; }

  void* arena(int64_t bytes, int64_t touched_bytes) override {
    is_fenced_ = false;
    if (!arena_is_sparse(bytes)) return arena_.at_least(bytes);
    expect_room_for(touched_bytes);
    return sparse_.at_least(bytes);
  }
  void* fence() override {
    if (!fence_) fence_ = std::make_unique<HostFence>();
    is_fenced_ = true;
    return fence_->base();
  }
  void* notes(int64_t bytes) override { return notes_.at_least(bytes); }
  void* image(int64_t bytes) override { return image_.at_least(bytes); }
  void* maps(int64_t bytes) override { return maps_.at_least(bytes); }
  bool arena_is_sparse(int64_t bytes) const override { return bytes > kLargestDenseArena; }
  void forget_pages(ByteRange range) override { sparse_.forget(range); }
  std::vector<ByteRange> touched_pages(ByteRange range) const override {
    return sparse_.touched(range);
  }

  void copy_in(void* to, const void* from, int64_t bytes) override { copy(to, from, bytes); }
  void copy_out(void* to, const void* from, int64_t bytes) override { copy(to, from, bytes); }
  const std::byte* look_at(const void* from, int64_t) override {
    return static_cast<const std::byte*>(from);
  }
  void copy_within(void* to, const void* from, int64_t bytes) override { copy(to, from, bytes); }

  void paint(const Painting& work) override {
    for (const FillPoison& fill : work.poison) {
      for (int64_t pair = 0; pair < fill.num_items(); ++pair) fill(pair);
    }
    for (const FillRows& fill : work.rows) do_in_whole_rows(fill);
    for (const MemoryCopy& copied : work.copies) copy(copied.to, copied.from, copied.bytes);
  }
  void paint_rows(PaintRows work) override { do_in_whole_rows(work); }
  void read_rows(const RowSet& rows, uint32_t* out) override {
    do_in_whole_rows(GatherRows{rows, out});
  }
  void write_rows(const RowSet& rows, const uint32_t* codes) override {
    do_in_whole_rows(ScatterRows{rows, codes});
  }
  Answers answer(const Questions& questions) override {
    Answers answers;
    answer_each(questions.linear_scans, &answers.linear_scans, scan_linearly);
    answer_each(questions.row_scans, &answers.row_scans, check_in_whole_rows<RowScan>);
    answer_each(questions.row_checks, &answers.row_checks, check_in_whole_rows<RowCheck>);
    answer_each(questions.row_digests, &answers.row_digests, check_in_whole_rows<RowDigest>);
    answer_each(questions.compares, &answers.compares, compare_bytes);
    return answers;
  }

  LaunchResult launch(const Kernel& kernel, const ropekv_args& args, HostLaunch how) override {
    LaunchResult result;
    const auto start = std::chrono::steady_clock::now();
    const auto run = [&] { result.status = kernel.launch_host(args, how, &result.error); };
    if (is_fenced_) {
      result.fault_offset = fence_->watch(run);
    } else {
      run();
    }
    if (result.fault_offset) result.status = ROPEKV_LAUNCH_FAILED;  // the trial says where
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    result.milliseconds = took.count();
    return result;
  }
  // There are no streams here: one thing after the other.
  LaunchResult launch_in(const ScenarioLaunch& scenario, const Kernel& kernel,
                         HostLaunch how) override {
    for (const MemoryCopy& copied : scenario.produced) {
      copy_within(copied.to, copied.from, copied.bytes);
    }
    if (scenario.repaint) scenario.repaint();
    LaunchResult all;
    for (const ropekv_args& args : scenario.parts) {
      const LaunchResult one = launch(kernel, args, how);
      const double milliseconds = all.milliseconds + one.milliseconds;
      all = one;
      all.milliseconds = milliseconds;
      if (all.status != ROPEKV_OK) break;
    }
    return all;
  }

 private:
  static void copy(void* to, const void* from, int64_t bytes) {
    if (bytes > 0) std::memcpy(to, from, bytes);
  }

  Pages arena_, notes_, image_, maps_;
  SparsePages sparse_;
  std::unique_ptr<HostFence> fence_;
  bool is_fenced_ = false;
};

}  // namespace

std::unique_ptr<Lane> make_host_lane() {
  return std::make_unique<HostLane>();
}

}  // namespace ropekv
