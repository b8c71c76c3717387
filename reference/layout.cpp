#include "reference/layout.h"

#include <utility>

namespace ropekv {
namespace {

struct Dim {
  int64_t size, stride;
  int64_t* idx;
};

}  // namespace

std::string_view tensor_name(Tensor tensor) {
  static constexpr std::string_view kNames[kNumTensors] = {
      "q",        "k",        "v",         "q_rope",       "k_rope",
      "k_buffer", "v_buffer", "positions", "slot_mapping", "cos_sin_cache",
      "k_scale",  "v_scale"};
  return kNames[static_cast<size_t>(tensor)];
}

// Dims of one size stride past all that lies inside them, so the largest stride first leaves the
// rest for the others, and what is left over at the end lies in a gap. A dim of size 1 has index 0
// whatever its stride.
bool View::locate(int64_t index, Coordinate* out) const {
  int64_t rest = index - offset;
  if (rest < 0 || num_rows == 0) return false;
  int64_t page_idx = 0;
  int64_t row_in_page = 0;
  Dim dims[4] = {{num_rows / page_size, page_stride, &page_idx},
                 {page_size, row_stride, &row_in_page},
                 {num_heads, head_stride, &out->head},
                 {dim, 1, &out->dim}};
  for (int i = 1; i < 4; ++i) {  // in descending order of stride, nearly always sorted already
    for (int j = i; j > 0 && dims[j - 1].stride < dims[j].stride; --j) {
      std::swap(dims[j - 1], dims[j]);
    }
  }
  for (const Dim& d : dims) {
    *d.idx = d.size == 1 ? 0 : rest / d.stride;
    if (*d.idx >= d.size) return false;
    rest -= *d.idx * d.stride;
  }
  out->row = page_idx * page_size + row_in_page;
  return rest == 0;
}

bool Region::is_wide() const {
  constexpr int64_t kWorthTheTrouble = int64_t{64} << 20;  // bytes
  int64_t in_rows = 0;
  for (int i = 0; i < num_views; ++i) in_rows += views[i].num_elements();
  return bytes() >= kWorthTheTrouble && num_elements > 4 * in_rows;
}

std::optional<Layout::Place> Layout::find(Tensor tensor) const {
  if (q_in_place && tensor == Tensor::kQRope) tensor = Tensor::kQ;
  if (k_in_place && tensor == Tensor::kKRope) tensor = Tensor::kK;
  for (size_t i = 0; i < regions.size(); ++i) {
    for (int j = 0; j < regions[i].num_views; ++j) {
      if (regions[i].views[j].tensor == tensor) return Place{i, &regions[i].views[j]};
    }
  }
  return std::nullopt;
}

int64_t Layout::total_elements() const {
  int64_t total = 0;
  for (const Region& region : regions) total += region.num_elements;
  return total;
}

int64_t Layout::total_bytes() const {
  int64_t total = 0;
  for (const Region& region : regions) total += region.bytes();
  return total;
}

}  // namespace ropekv
