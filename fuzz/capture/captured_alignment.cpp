#include <fmt/format.h>

#include "fuzz/capture/captured_layout.h"
#include "reference/layout.h"

namespace ropekv {
namespace {

uint64_t address_of(const CapturedLaunch& launch, Tensor tensor) {
  const auto of = [](const auto& captured) { return captured ? captured->address : 0; };
  switch (tensor) {
    case Tensor::kQ:
      return of(launch.q);
    case Tensor::kK:
      return of(launch.k);
    case Tensor::kV:
      return of(launch.v);
    case Tensor::kQRope:
      return of(launch.q_rope);
    case Tensor::kKRope:
      return of(launch.k_rope);
    case Tensor::kKBuffer:
      return of(launch.k_buffer);
    case Tensor::kVBuffer:
      return of(launch.v_buffer);
    case Tensor::kPositions:
      return launch.positions.address;
    case Tensor::kSlotMapping:
      return launch.slot_mapping.address;
    case Tensor::kCosSinCache:
      return launch.table_address;
    case Tensor::kKScale:
    case Tensor::kVScale:
      break;
  }
  return 0;
}

struct Base {
  Tensor tensor;
  int64_t element_bytes;
  uint64_t address;  // 0: not said

  int64_t past(int64_t alignment) const {
    return static_cast<int64_t>(address % static_cast<uint64_t>(alignment));
  }
};

std::vector<Base> bases_of(const CapturedLaunch& launch, const Case& c) {
  std::vector<Base> bases;
  for (const Region& region : make_layout(c).regions) {
    const Tensor tensor = region.views[0].tensor;
    const Base base{tensor, region.element_bytes, address_of(launch, tensor)};
    if (base.past(base.element_bytes) != 0) {
      throw CaptureError(
          fmt::format("{}.address is {}: it must be a multiple of {}, the bytes of "
                      "its elements",
                      tensor_name(tensor), base.address, base.element_bytes));
    }
    bases.push_back(base);
  }
  return bases;
}

// Tensors past an aligned address by some elements, the same number for all of them.
bool set_misaligned(const std::vector<Base>& bases, int64_t alignment, Case* c) {
  constexpr int64_t kMostElements = 15;
  for (int64_t elements = 1; elements <= kMostElements; ++elements) {
    Misaligned found{0, elements};
    bool fits = true;
    for (const Base& base : bases) {
      if (base.past(alignment) == 0) continue;
      fits = fits && elements * base.element_bytes % alignment == base.past(alignment);
      found.tensors |= 1u << static_cast<int>(base.tensor);
    }
    if (!fits) continue;
    c->misaligned = found.tensors == 0 ? Misaligned{} : found;
    return true;
  }
  return false;
}

}  // namespace

// Kernels look at addresses modulo 16 bytes; modulo 256, allocations begin.
void set_captured_alignment(const CapturedLaunch& launch, Case* c) {
  const auto bases = bases_of(launch, *c);
  if (set_misaligned(bases, 256, c) || set_misaligned(bases, 16, c)) return;
  std::string places;
  for (const Base& base : bases) {
    if (base.past(16) == 0) continue;
    places +=
        fmt::format("{}{} {}", places.empty() ? "" : ", ", tensor_name(base.tensor), base.past(16));
  }
  throw CaptureError(
      fmt::format("address past a multiple of 16 in bytes is {}: in a case one number of elements "
                  "holds for all "
                  "misaligned tensors",
                  places));
}

}  // namespace ropekv
