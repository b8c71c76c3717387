// The work and the questions of lane_work.h on a device: all of one kind in one launch, and nothing
// to upload, since what is to be done are the kernel's parameters.
#pragma once

#include <algorithm>
#include <cub/block/block_reduce.cuh>
#include <span>
#include <vector>

#include "properties/cuda_call.h"
#include "properties/cuda_copy.cuh"
#include "properties/lane_work.h"

namespace ropekv {

constexpr int kWorkThreads = 256;

struct OnDevice {
  cudaStream_t stream;
  int num_processors;
};

// Row y of the grid does item y.
template <class Work>
struct Batch {
  static constexpr size_t kMost = 4000 / sizeof(Work);  // a launch takes 4 KiB of parameters
  Work items[kMost];
};

inline int64_t num_items_of(const MemoryCopy& copied) {
  return (copied.bytes + 15) / 16;
}
template <class Work>
int64_t num_items_of(const Work& work) {
  return work.num_items();
}

// Calls launch(batch, grid, index of its first item) for all works, a few at a time.
template <class Work, class Launch>
void launch_in_batches(std::span<const Work> works, const OnDevice& on, int64_t items_per_block,
                       const Launch& launch) {
  for (size_t begin = 0; begin < works.size(); begin += Batch<Work>::kMost) {
    const auto some = works.subspan(begin, std::min(works.size() - begin, Batch<Work>::kMost));
    Batch<Work> batch;
    std::copy(some.begin(), some.end(), batch.items);
    int64_t most = 0;
    for (const Work& work : some) most = std::max(most, num_items_of(work));
    const int64_t blocks = (most + items_per_block - 1) / items_per_block;
    if (blocks == 0) continue;
    const int64_t at_once = int64_t{on.num_processors} * 8;
    launch(batch, dim3(std::min(blocks, at_once), some.size()), begin);
    ROPEKV_CUDA_CALL(cudaGetLastError());
  }
}

template <class Work>
__global__ void __launch_bounds__(kWorkThreads)
    work_kernel(const __grid_constant__ Batch<Work> batch) {
  const Work& work = batch.items[blockIdx.y];
  const int64_t num_items = work.num_items();
  const int64_t stride = int64_t{gridDim.x} * kWorkThreads;
  for (int64_t i = int64_t{blockIdx.x} * kWorkThreads + threadIdx.x; i < num_items; i += stride) {
    work(i);
  }
}

__global__ inline void __launch_bounds__(kWorkThreads)
    copy_kernel(const __grid_constant__ Batch<MemoryCopy> batch) {
  const int64_t first = int64_t{blockIdx.x} * kWorkThreads + threadIdx.x;
  copy_memory(batch.items[blockIdx.y], first, int64_t{gridDim.x} * kWorkThreads);
}

template <class Work>
void do_on_device(const std::vector<Work>& works, const OnDevice& on) {
  launch_in_batches(std::span(works), on, kWorkThreads, [&](const auto& batch, dim3 grid, size_t) {
    work_kernel<Work><<<grid, kWorkThreads, 0, on.stream>>>(batch);
  });
}

inline void copy_on_device(const std::vector<MemoryCopy>& copies, const OnDevice& on) {
  launch_in_batches(std::span(copies), on, kWorkThreads, [&](const auto& batch, dim3 grid, size_t) {
    copy_kernel<<<grid, kWorkThreads, 0, on.stream>>>(batch);
  });
}

// An answer as blocks add to it; all zeros at first.
struct AnswerSlot {
  unsigned long long low, high;
};

__device__ inline void add_to(AnswerSlot* slot, int64_t count) {
  if (count != 0) atomicAdd(&slot->low, static_cast<unsigned long long>(count));
}
__device__ inline void add_to(AnswerSlot* slot, const Tally& tally) {
  if (tally.errors == 0) return;
  atomicAdd(&slot->low, static_cast<unsigned long long>(tally.errors));
  atomicMax(&slot->high, static_cast<unsigned long long>(INT64_MAX - tally.first));
}
__device__ inline void add_to(AnswerSlot* slot, const WordSums& sums) {
  atomicAdd(&slot->low, static_cast<unsigned long long>(sums.low));
  atomicAdd(&slot->high, static_cast<unsigned long long>(sums.high));
}

inline void read_answer(const AnswerSlot& slot, int64_t* count) {
  *count = static_cast<int64_t>(slot.low);
}
inline void read_answer(const AnswerSlot& slot, Tally* tally) {
  *tally = {static_cast<int64_t>(slot.low), INT64_MAX - static_cast<int64_t>(slot.high)};
}
inline void read_answer(const AnswerSlot& slot, WordSums* sums) {
  *sums = {slot.low, slot.high};
}

struct Sum {
  template <class Answer>
  __device__ Answer operator()(const Answer& a, const Answer& b) const {
    return a + b;
  }
};

template <class Rule>
__global__ void __launch_bounds__(kWorkThreads)
    check_kernel(const __grid_constant__ Batch<Rule> batch, AnswerSlot* slots) {
  const Rule& rule = batch.items[blockIdx.y];
  using Answer = decltype(rule.check(0));
  using Reduction = cub::BlockReduce<Answer, kWorkThreads>;
  __shared__ typename Reduction::TempStorage storage;
  const int64_t num_items = rule.num_items();
  const int64_t first_of_block = int64_t{blockIdx.x} * kWorkThreads;
  if (first_of_block >= num_items) return;  // the whole block
  Answer mine{};
  const int64_t stride = int64_t{gridDim.x} * kWorkThreads;
  for (int64_t i = first_of_block + threadIdx.x; i < num_items; i += stride) {
    mine = mine + rule.check(i);
  }
  const Answer all = Reduction(storage).Reduce(mine, Sum{});
  if (threadIdx.x == 0) add_to(&slots[blockIdx.y], all);
}

template <class Rule>
void check_on_device(const std::vector<Rule>& rules, AnswerSlot* slots, const OnDevice& on) {
  launch_in_batches(
      std::span(rules), on, kWorkThreads, [&](const auto& batch, dim3 grid, size_t begin) {
        check_kernel<Rule><<<grid, kWorkThreads, 0, on.stream>>>(batch, slots + begin);
      });
}

}  // namespace ropekv
