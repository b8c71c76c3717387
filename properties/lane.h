// A lane is where a trial's memory lies and its kernel runs: the host, or a CUDA device.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include "kernels/registry.h"
#include "properties/ledger.h"
#include "reference/hash.h"

namespace ropekv {

struct LaunchResult {
  ropekv_status status = ROPEKV_OK;
  ropekv_error error{};      // the kernel's own sentence, or the runtime's
  bool device_lost = false;  // the CUDA context is poisoned: nothing more runs in this process
  double milliseconds = 0;
};

struct OutOfMemory : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct DeviceLost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Lane {
 public:
  virtual ~Lane() = default;
  virtual std::string name() const = 0;         // "host", "cuda:0"
  virtual std::string device_name() const = 0;  // for reports
  virtual bool is_cuda() const = 0;
  virtual bool can_run(const Kernel& kernel) const = 0;

  // Memory that stays until the next, larger request; 256-byte aligned. Throws OutOfMemory before
  // anything is allocated where it would not fit.
  virtual void* arena(int64_t bytes) = 0;
  // A second one, for what only the harness reads (owners), and a third, for a copy of the arena as
  // it was before the launch.
  virtual void* notes(int64_t bytes) = 0;
  virtual void* image(int64_t bytes) = 0;

  virtual void copy_in(void* to, const void* from, int64_t bytes) = 0;
  virtual void copy_out(void* to, const void* from, int64_t bytes) = 0;

  virtual void copy_within(void* to, const void* from, int64_t bytes) = 0;

  virtual void fill_poison(void* arena, int64_t bytes, Poison poison) = 0;  // bytes % 8 == 0
  virtual void fill_view(const ViewRule& rule) = 0;
  virtual ViewTally audit_view(const ViewRule& rule) = 0;
  virtual Tally audit_gaps(const GapRule& rule) = 0;
  virtual Tally audit_poison(const PoisonRule& rule) = 0;
  // Of the 8-byte words that cover [base, base + bytes); base is 8-byte aligned.
  virtual Sum128 digest(const void* base, int64_t bytes) = 0;

  // Launches, waits for the end, and returns what went wrong. `how` matters on the host lane only.
  virtual LaunchResult launch(const Kernel& kernel, const ropekv_args& args, HostLaunch how) = 0;
};

std::unique_ptr<Lane> make_host_lane();

// Number of usable CUDA devices; 0 without a driver, or in a build without CUDA.
int num_cuda_devices();
// Throws std::runtime_error with a sentence if there is no such device.
std::unique_ptr<Lane> make_cuda_lane(int device_idx);

}  // namespace ropekv
