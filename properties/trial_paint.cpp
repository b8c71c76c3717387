// What memory holds before the launch.
#include <algorithm>

#include "properties/tensor_kinds.h"
#include "properties/trial.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

std::vector<int64_t> rotated(std::vector<int64_t> values) {
  if (!values.empty()) std::rotate(values.begin(), values.begin() + 1, values.end());
  return values;
}

}  // namespace

void Trial::paint() {
  claim();
  known_ = {};
  Painting work;
  paint_background(&work);
  paint_inputs(&work);
  paint_indices(&work);
  lane_.paint(work);
}

void Trial::paint_edge(int64_t begin, int64_t end) {
  if (begin >= end) return;
  const std::vector<std::byte> bytes = poison_bytes(poison_, begin, end);
  lane_.copy_in(at(begin), bytes.data(), std::ssize(bytes));
}

// Pools that are holes, or that are kept, at once: they are in nobody's way.
void Trial::paint_background(Painting* work) {
  for (const Segment& segment : segments_) {
    switch (segment.holds) {
      case Segment::Holds::kPoison:
        work->poison.push_back({reinterpret_cast<LinearScan::Pair*>(at(segment.begin)),
                                segment.begin, segment.end - segment.begin, poison_});
        break;
      case Segment::Holds::kZero:
        lane_.forget_pages({segment.begin, segment.end});
        break;
      case Segment::Holds::kCopy:
        break;
    }
  }
  for (size_t i = 0; i < problem_.layout.regions.size(); ++i) {
    const Region& region = problem_.layout.regions[i];
    const int64_t begin = problem_.region_offset[i];
    const int64_t end = begin + region.bytes();
    if (keeps_pools_ &&
        is_cache(
            region.views[0].tensor)) {  // of the 16 bytes at its ends, those that are not its own
      paint_edge(begin / 16 * 16, begin);
      paint_edge(end, (end + 15) / 16 * 16);
    }
    const Background background = background_of(i);
    if (background.zero_begin >= background.zero_end) continue;
    // Rows that will be looked at: what is never written there must show, too.
    for (const RowSet& rows : known_rows(i)) lane_.paint_rows({rows, poison_});
  }
}

void Trial::paint_inputs(Painting* work) {
  for (size_t i = 0; i < problem_.layout.regions.size(); ++i) {
    const Region& region = problem_.layout.regions[i];
    if (!is_input(region.views[0].tensor)) continue;
    std::byte* base = at(problem_.region_offset[i]);
    if (inputs_are_in_image_ && image_of_region_[i]) {
      work->copies.push_back({base, image_of_region_[i], region.bytes()});
      continue;
    }
    for (int v = 0; v < region.num_views; ++v) {
      work->rows.push_back({rows_of(region.views[v], i), data_of(region.views[v].tensor)});
    }
    if (image_of_region_[i]) work->copies.push_back({image_of_region_[i], base, region.bytes()});
  }
  inputs_are_in_image_ = true;
}

void Trial::paint_indices(Painting* work) {
  if (!indices_are_in_image_) {
    const std::vector<std::byte>& bytes = problem_.index_images(poison_).bytes;
    lane_.copy_in(index_images_, bytes.data(), std::ssize(bytes));
    indices_are_in_image_ = true;
  }
  for (size_t i = 0; i < problem_.layout.regions.size(); ++i) {
    const Region& region = problem_.layout.regions[i];
    if (!is_index(region.views[0].tensor)) continue;
    work->copies.push_back({at(problem_.region_offset[i]), image_of_region_[i], region.bytes()});
  }
}

void Trial::restore_inputs() {
  if (!inputs_are_in_image_) throw HarnessError("inputs are restored that were never painted");
  known_ = {};
  Painting work;
  paint_inputs(&work);
  lane_.paint(work);
}

void Trial::rearrange_inputs(std::span<const Tensor> inputs, const Correspondence& where) {
  known_ = {};
  upload_maps(where);
  Painting work;
  for (const Tensor input : inputs) {
    if (!problem_.layout.find(input)) continue;
    work.rows.push_back({elsewhere(rows_of(input), where, true, true), data_of(input)});
  }
  lane_.paint(work);
}

void Trial::write_rows(Tensor input, const Codes& codes) {
  const auto found = problem_.layout.find(input);
  if (!found) return;
  const RowSet rows = rows_of(*found->view, found->region_idx);
  if (rows.num_elements() != std::ssize(codes)) throw HarnessError("not as many codes as elements");
  known_ = {};
  if (!codes.empty()) lane_.write_rows(rows, codes.data());
}

// What is written here is also what audit_indices wants to see, until all is painted anew.
void Trial::write_indices(const std::vector<int64_t>& positions,
                          const std::vector<int64_t>& slots) {
  known_ = {};
  const auto write = [&](Tensor tensor, const std::vector<int64_t>& values, IndexType type) {
    const size_t region_idx = problem_.layout.find(tensor)->region_idx;
    const Region& region = problem_.layout.regions[region_idx];
    std::vector<std::byte> bytes(values.size() * index_bytes(type));
    if (std::ssize(bytes) > region.bytes()) throw HarnessError("more indices than room for them");
    put_indices(values, type, bytes.data());
    lane_.copy_in(at(problem_.region_offset[region_idx]), bytes.data(), std::ssize(bytes));
    lane_.copy_in(image_of_region_[region_idx], bytes.data(), std::ssize(bytes));
  };
  write(Tensor::kPositions, positions, problem_.c.position_dtype);
  write(Tensor::kSlotMapping, slots, problem_.c.slot_dtype);
  indices_are_in_image_ = false;
}

void Trial::write_table(const std::vector<uint32_t>& f32_bits) {
  const size_t region_idx = problem_.layout.find(Tensor::kCosSinCache)->region_idx;
  const Region& region = problem_.layout.regions[region_idx];
  if (std::ssize(f32_bits) != region.num_elements) throw HarnessError("a table of another size");
  known_ = {};
  std::vector<std::byte> bytes(region.bytes());
  put_table_row(f32_bits.data(), region.num_elements, problem_.c.table_dtype, bytes.data());
  lane_.copy_in(at(problem_.region_offset[region_idx]), bytes.data(), std::ssize(bytes));
  lane_.copy_in(image_of_region_[region_idx], bytes.data(), std::ssize(bytes));
  indices_are_in_image_ = false;
}

// Legal, and different wherever there is a choice: what a launch must not have read.
void Trial::paint_other_contents() {
  Painting work;
  for (const Tensor tensor : {Tensor::kQ, Tensor::kK, Tensor::kV}) {
    const auto found = problem_.layout.find(tensor);
    if (!found || !image_of_region_[found->region_idx]) continue;  // not produced: too far apart
    RowData data = data_of(tensor);
    data.seed = mix64(data.seed + 1);
    work.rows.push_back({rows_of(*found->view, found->region_idx), data});
  }
  lane_.paint(work);
  const auto write = [&](Tensor tensor, const std::vector<int64_t>& values, IndexType type) {
    std::vector<std::byte> bytes(values.size() * index_bytes(type));
    put_indices(values, type, bytes.data());
    const size_t region_idx = problem_.layout.find(tensor)->region_idx;
    lane_.copy_in(at(problem_.region_offset[region_idx]), bytes.data(), std::ssize(bytes));
  };
  write(Tensor::kPositions, rotated(problem_.in.positions), problem_.c.position_dtype);
  write(Tensor::kSlotMapping, rotated(problem_.in.slot_mapping), problem_.c.slot_dtype);
}

std::vector<MemoryCopy> Trial::contents_of_producer() const {
  std::vector<MemoryCopy> copies;
  for (size_t i = 0; i < problem_.layout.regions.size(); ++i) {
    const Region& region = problem_.layout.regions[i];
    const Tensor tensor = region.views[0].tensor;
    const bool is_produced =
        is_input(tensor) || tensor == Tensor::kPositions || tensor == Tensor::kSlotMapping;
    if (!is_produced || region.bytes() == 0 || !image_of_region_[i]) continue;
    copies.push_back({at(problem_.region_offset[i]), image_of_region_[i], region.bytes()});
  }
  return copies;
}

}  // namespace ropekv
