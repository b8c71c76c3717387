// A lane is where a trial's memory lies and its kernel runs: the host, or a CUDA device.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/registry.h"
#include "properties/lane_work.h"
#include "reference/hash.h"

namespace ropekv {

struct LaunchResult {
  ropekv_status status = ROPEKV_OK;
  ropekv_error error{};      // the kernel's own sentence, or the runtime's
  bool device_lost = false;  // the CUDA context is poisoned: nothing more runs in this process
  // Host lane: the byte of the arena's address range, outside every tensor, that the kernel
  // touched.
  std::optional<int64_t> fault_offset;
  double milliseconds = 0;

  bool is_rejection() const {
    return status == ROPEKV_UNSUPPORTED || status == ROPEKV_INVALID_ARGUMENT;
  }
};

struct OutOfMemory : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct DeviceLost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A launch that is not plain (ScenarioKind, reference/case.h).
struct ScenarioLaunch {
  ScenarioKind kind;
  std::span<const ropekv_args> parts;    // kOverlap: two; else one
  std::span<const MemoryCopy> produced;  // kPdlChain, kStream: what the slow predecessor writes
  std::function<void()> repaint;         // kGraph: called between the first run and the replay
};

struct ByteRange {
  int64_t begin, end;
};

// Threads: a lane belongs to the thread that makes it, which alone calls it; several threads may
// have one each, on one device too. CUDA lanes do not wait for each other, but where memory grows
// or the kernel under test waits for the whole device: each does everything on a stream of its own,
// in order, and waits for that stream alone. No two are in a kernel's host code at a time. What
// ends the device ends it for all lanes of the process.
class Lane {
 public:
  virtual ~Lane() = default;
  virtual std::string name() const = 0;         // "host", "cuda:0"
  virtual std::string device_name() const = 0;  // for reports
  virtual bool is_cuda() const = 0;
  virtual bool can_run(const Kernel& kernel) const = 0;

  // Memory that stays until the next, larger request; 256-byte aligned. Throws OutOfMemory before
  // anything is allocated where `touched_bytes`, of a sparse arena, would not fit.
  virtual void* arena(int64_t bytes, int64_t touched_bytes) = 0;
  void* arena(int64_t bytes) { return arena(bytes, bytes); }
  // The fence (problem.h): all its chunks, mapped once; the address of offset 0. Throws
  // std::runtime_error where the lane cannot have one.
  virtual void* fence() = 0;
  // A second one, for what only the harness reads (owners), and a third, for a copy of the arena as
  // it was before the launch.
  virtual void* notes(int64_t bytes) = 0;
  virtual void* image(int64_t bytes) = 0;
  // And a fourth, for where the elements of another launch lie.
  virtual void* maps(int64_t bytes) = 0;
  // The trial whose contents these hold: another trial takes them over without a word.
  uint64_t tenant = 0;

  // A sparse arena: what nobody touches takes no memory and reads as zero, and one can ask what was
  // touched. Offsets are the arena's; [begin, end) are whole pages.
  virtual bool arena_is_sparse(int64_t bytes) const = 0;
  virtual void forget_pages(ByteRange range) = 0;
  virtual std::vector<ByteRange> touched_pages(ByteRange range) const = 0;

  virtual void copy_in(void* to, const void* from, int64_t bytes) = 0;
  virtual void copy_out(void* to, const void* from, int64_t bytes) = 0;
  // What lies there, for the host to read until the lane is called again.
  virtual const std::byte* look_at(const void* from, int64_t bytes) = 0;
  virtual void copy_within(void* to, const void* from, int64_t bytes) = 0;

  virtual void paint(const Painting& work) = 0;
  virtual void paint_rows(PaintRows work) = 0;
  virtual void read_rows(const RowSet& rows, uint32_t* out) = 0;           // `out` is the host's
  virtual void write_rows(const RowSet& rows, const uint32_t* codes) = 0;  // `codes` too
  virtual Answers answer(const Questions& questions) = 0;

  // The same, one at a time.
  void fill_poison(const FillPoison& work) { paint({{work}, {}, {}}); }
  int64_t count_differing(const LinearScan& scan) {
    return answer({{scan}, {}, {}, {}, {}}).linear_scans[0];
  }
  int64_t count_differing(const RowScan& scan) {
    return answer({{}, {scan}, {}, {}, {}}).row_scans[0];
  }
  Tally audit_rows(const RowCheck& check) {
    return answer({{}, {}, {check}, {}, {}}).row_checks[0];
  }
  WordSums digest_rows(const RowDigest& digest) {
    return answer({{}, {}, {}, {digest}, {}}).row_digests[0];
  }
  Tally compare(const ByteCompare& bytes) { return answer({{}, {}, {}, {}, {bytes}}).compares[0]; }

  // Launches, waits for the end, and returns what went wrong. `how` matters on the host lane only.
  virtual LaunchResult launch(const Kernel& kernel, const ropekv_args& args, HostLaunch how) = 0;
  // The same in a scenario; a lane that has no such thing does it plainly.
  virtual LaunchResult launch_in(const ScenarioLaunch& scenario, const Kernel& kernel,
                                 HostLaunch how) = 0;
  virtual bool has_scenarios() const = 0;

  // What ended the device, once a launch has; empty as long as it lives.
  const std::string& loss() const { return loss_; }

 protected:
  std::string loss_;
};

std::unique_ptr<Lane> make_host_lane();

// Number of usable CUDA devices; 0 without a driver, or in a build without CUDA.
int num_cuda_devices();
// Throws std::runtime_error with a sentence if there is no such device.
// For the calling thread.
std::unique_ptr<Lane> make_cuda_lane(int device_idx);

}  // namespace ropekv
