#include <sys/mman.h>
#include <thrust/system/cpp/execution_policy.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "properties/lane.h"
#include "properties/memory_ops.h"

namespace ropekv {
namespace {

// What the kernel says it could give without swapping; no limit where it does not say.
int64_t available_bytes() {
  std::ifstream meminfo("/proc/meminfo");
  for (std::string line; std::getline(meminfo, line);) {
    int64_t kibibytes = 0;
    if (std::sscanf(line.c_str(), "MemAvailable: %ld kB", &kibibytes) == 1) return kibibytes << 10;
  }
  return INT64_MAX;
}

// Whole pages from the kernel, so that a request that cannot be met fails here, with a sentence.
class Pages {
 public:
  ~Pages() { release(); }
  void* at_least(int64_t bytes) {
    if (bytes <= bytes_) return base_;
    release();
    if (bytes > available_bytes()) fail(bytes);
    void* base = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED) fail(bytes);
    base_ = base;
    bytes_ = bytes;
    return base_;
  }

 private:
  [[noreturn]] static void fail(int64_t bytes) {
    throw OutOfMemory("the host has no room for " + std::to_string(bytes) + " bytes");
  }
  void release() {
    if (base_) munmap(base_, bytes_);
    base_ = nullptr;
    bytes_ = 0;
  }
  void* base_ = nullptr;
  int64_t bytes_ = 0;
};

class HostLane final : public Lane {
 public:
  std::string name() const override { return "host"; }
  std::string device_name() const override { return "host"; }
  bool is_cuda() const override { return false; }
  bool can_run(const Kernel& kernel) const override { return kernel.launch_host != nullptr; }
  void* arena(int64_t bytes) override { return arena_.at_least(bytes); }
  void* notes(int64_t bytes) override { return notes_.at_least(bytes); }
  void* image(int64_t bytes) override { return image_.at_least(bytes); }
  void copy_in(void* to, const void* from, int64_t bytes) override {
    if (bytes > 0) std::memcpy(to, from, bytes);
  }
  void copy_out(void* to, const void* from, int64_t bytes) override {
    if (bytes > 0) std::memcpy(to, from, bytes);
  }
  void copy_within(void* to, const void* from, int64_t bytes) override {
    std::memcpy(to, from, bytes);
  }
  void fill_poison(void* arena, int64_t bytes, Poison poison) override {
    ropekv::fill_poison(thrust::cpp::par, arena, bytes, poison);
  }
  void fill_view(const ViewRule& rule) override { ropekv::fill_view(thrust::cpp::par, rule); }
  ViewTally audit_view(const ViewRule& rule) override {
    return audit<ViewTally>(thrust::cpp::par, rule, rule.num_quads());
  }
  Tally audit_gaps(const GapRule& rule) override {
    return audit<Tally>(thrust::cpp::par, rule, rule.region.num_elements);
  }
  Tally audit_poison(const PoisonRule& rule) override {
    return audit<Tally>(thrust::cpp::par, rule, (rule.end_bytes - rule.begin_bytes) / 2);
  }
  Sum128 digest(const void* base, int64_t bytes) override {
    const WordSums sums = hash_words(thrust::cpp::par, base, (bytes + 7) / 8);
    return {sums.low, sums.high};
  }
  LaunchResult launch(const Kernel& kernel, const ropekv_args& args, HostLaunch how) override {
    LaunchResult result;
    const auto start = std::chrono::steady_clock::now();
    result.status = kernel.launch_host(args, how, &result.error);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    result.milliseconds = took.count();
    return result;
  }

 private:
  Pages arena_, notes_, image_;
};

}  // namespace

std::unique_ptr<Lane> make_host_lane() {
  return std::make_unique<HostLane>();
}

}  // namespace ropekv
