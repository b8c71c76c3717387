#include <cuda.h>

#include <stdexcept>
#include <string>

#include "properties/cuda_call.h"
#include "properties/fence_cuda.h"
#include "properties/problem.h"

namespace ropekv {
namespace {

constexpr int64_t kReservedBytes =
    kFenceChunks * kFencePitchBytes + (kFencePitchBytes - kFenceChunkBytes);

// The driver's calls by name, through the runtime: nothing here is linked against libcuda, which a
// build machine need not have.
template <class Function>
Function driver_call(const char* name) {
  void* function = nullptr;
  cudaDriverEntryPointQueryResult result{};
  constexpr unsigned kVersion = 12000;
  ROPEKV_CUDA_CALL(
      cudaGetDriverEntryPointByVersion(name, &function, kVersion, cudaEnableDefault, &result));
  if (result != cudaDriverEntryPointSuccess || !function) {
    throw std::runtime_error(std::string("the CUDA driver has no ") + name);
  }
  return reinterpret_cast<Function>(function);
}

struct Driver {
  decltype(&cuMemGetAllocationGranularity) granularity =
      driver_call<decltype(&cuMemGetAllocationGranularity)>("cuMemGetAllocationGranularity");
  decltype(&cuMemAddressReserve) reserve =
      driver_call<decltype(&cuMemAddressReserve)>("cuMemAddressReserve");
  decltype(&cuMemAddressFree) free_range =
      driver_call<decltype(&cuMemAddressFree)>("cuMemAddressFree");
  decltype(&cuMemCreate) create = driver_call<decltype(&cuMemCreate)>("cuMemCreate");
  decltype(&cuMemRelease) release = driver_call<decltype(&cuMemRelease)>("cuMemRelease");
  decltype(&cuMemMap) map = driver_call<decltype(&cuMemMap)>("cuMemMap");
  decltype(&cuMemUnmap) unmap = driver_call<decltype(&cuMemUnmap)>("cuMemUnmap");
  decltype(&cuMemSetAccess) set_access = driver_call<decltype(&cuMemSetAccess)>("cuMemSetAccess");
};

const Driver& driver() {
  static const Driver calls;
  return calls;
}

void expect(CUresult result, const char* call) {
  if (result == CUDA_SUCCESS) return;
  throw std::runtime_error(std::string("the CUDA driver returned ") + std::to_string(result) +
                           " from " + call + ", so there is no fence");
}

CUmemAllocationProp on_device(int device_idx) {
  CUmemAllocationProp properties{};
  properties.type = CU_MEM_ALLOCATION_TYPE_PINNED;
  properties.location.type = CU_MEM_LOCATION_TYPE_DEVICE;
  properties.location.id = device_idx;
  return properties;
}

}  // namespace

CudaFence::CudaFence(int device_idx) {
  const CUmemAllocationProp properties = on_device(device_idx);
  size_t unit = 0;
  expect(driver().granularity(&unit, &properties, CU_MEM_ALLOC_GRANULARITY_MINIMUM),
         "cuMemGetAllocationGranularity");
  if (unit == 0 || kFenceChunkBytes % static_cast<int64_t>(unit) != 0) {
    throw std::runtime_error("the device maps " + std::to_string(unit) +
                             " bytes at a time, more than a chunk of the fence");
  }
  CUdeviceptr base = 0;
  expect(driver().reserve(&base, kReservedBytes, kFenceChunkBytes, 0, 0), "cuMemAddressReserve");
  base_ = base;
  try {
    for (int64_t i = 0; i < kFenceChunks; ++i) {
      CUmemGenericAllocationHandle handle{};
      expect(driver().create(&handle, kFenceChunkBytes, &properties, 0), "cuMemCreate");
      const CUdeviceptr chunk = base_ + fence_chunk_begin(i);
      const CUresult mapped = driver().map(chunk, kFenceChunkBytes, 0, handle, 0);
      if (mapped != CUDA_SUCCESS) driver().release(handle);
      expect(mapped, "cuMemMap");
      chunks_.push_back(handle);
      CUmemAccessDesc access{};
      access.location = properties.location;
      access.flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE;
      expect(driver().set_access(chunk, kFenceChunkBytes, &access, 1), "cuMemSetAccess");
    }
  } catch (...) {
    release();
    throw;
  }
}

CudaFence::~CudaFence() {
  release();
}

void CudaFence::release() {
  for (size_t i = 0; i < chunks_.size(); ++i) {
    driver().unmap(base_ + fence_chunk_begin(static_cast<int64_t>(i)), kFenceChunkBytes);
    driver().release(chunks_[i]);
  }
  chunks_.clear();
  if (base_) driver().free_range(base_, kReservedBytes);
  base_ = 0;
}

}  // namespace ropekv
