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
  bool arena_is_sparse(int64_t bytes) const override { return bytes > kLargestDenseArena; }
  void forget_pages(ByteRange range) override { sparse_.forget(range); }
  std::vector<ByteRange> touched_pages(ByteRange range) const override {
    return sparse_.touched(range);
  }

  void copy_in(void* to, const void* from, int64_t bytes) override { copy(to, from, bytes); }
  void copy_out(void* to, const void* from, int64_t bytes) override { copy(to, from, bytes); }
  void copy_within(void* to, const void* from, int64_t bytes) override { copy(to, from, bytes); }

  void fill_poison(void* memory, int64_t place, int64_t bytes, Poison poison) override {
    const WritePoison write{static_cast<LinearScan::Pair*>(memory), place, poison};
    for (int64_t pair = 0; pair < bytes / 16; ++pair) write(pair);
  }
  void fill_rows(FillRows work) override {
    work.rows = in_whole_rows(work.rows);
    for_each_index(thrust::cpp::par, work.rows.num_parts(), work);
  }
  void paint_rows(PaintRows work) override {
    work.rows = in_whole_rows(work.rows);
    for_each_index(thrust::cpp::par, work.rows.num_parts(), work);
  }
  int64_t count_differing(const LinearScan& scan) override {
    int64_t count = 0;
    for (int64_t i = 0; i < scan.num_pairs(); ++i) {
      count += scan.differing_bytes(scan.memory[i], i);
    }
    return count;
  }
  int64_t count_differing(RowScan scan) override {
    scan.rows = in_whole_rows(scan.rows);
    return sum_over<int64_t>(thrust::cpp::par, scan.rows.num_parts(), CountRowBytes{scan});
  }
  Tally audit_rows(RowCheck check) override {
    check.rows = in_whole_rows(check.rows);
    return audit<Tally>(thrust::cpp::par, check, check.rows.num_parts());
  }
  WordSums digest_rows(RowDigest digest) override {
    digest.rows = in_whole_rows(digest.rows);
    return audit<WordSums>(thrust::cpp::par, digest, digest.rows.num_parts());
  }
  void read_rows(const RowSet& rows, uint32_t* out) override {
    const GatherRows work{in_whole_rows(rows), out};
    for_each_index(thrust::cpp::par, work.rows.num_parts(), work);
  }
  void write_rows(const RowSet& rows, const uint32_t* codes) override {
    const ScatterRows work{in_whole_rows(rows), codes};
    for_each_index(thrust::cpp::par, work.rows.num_parts(), work);
  }
  Tally compare(const void* got, const void* want, int64_t bytes) override {
    if (bytes == 0 || std::memcmp(got, want, bytes) == 0) return {};
    return audit<Tally>(
        thrust::cpp::par,
        ByteCompare{static_cast<const uint8_t*>(got), static_cast<const uint8_t*>(want)}, bytes);
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

  Pages arena_, notes_, image_;
  SparsePages sparse_;
  std::unique_ptr<HostFence> fence_;
  bool is_fenced_ = false;
};

}  // namespace

std::unique_ptr<Lane> make_host_lane() {
  return std::make_unique<HostLane>();
}

}  // namespace ropekv
