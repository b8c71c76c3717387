// Memory that is no row of a tensor and was written all the same, counted by difference (ledger.h).
// Where it lies is looked up in trial_locate.cpp.
#include <algorithm>
#include <cstring>

#include "properties/tensor_kinds.h"
#include "properties/trial.h"

namespace ropekv {
namespace {

constexpr int64_t kPageBytes = 4096;

}  // namespace

// Index arrays, the table and the scales are known as a whole: decoys and unused rows included.
std::vector<RowSet> Trial::known_rows(size_t region_idx) const {
  const Region& region = problem_.layout.regions[region_idx];
  std::vector<RowSet> known;
  if (is_index(region.views[0].tensor)) {
    const int64_t all = region.num_elements;
    const View whole{region.views[0].tensor, 0, 1, 1, all, all, all, 1, all};
    known.push_back(rows_of(whole, region_idx));
    return known;
  }
  for (int i = 0; i < region.num_views; ++i) {
    known.push_back(rows_of(region.views[i], region_idx));
    if (!is_cache(region.views[i].tensor)) continue;
    RowSet unspecified = known.back();
    unspecified.owned = nullptr;
    unspecified.rows = unspecified_;
    unspecified.num_rows = std::ssize(problem_.model.unspecified);
    known.push_back(unspecified);
  }
  return known;
}

Background Trial::background_of(size_t region_idx) const {
  Background background{};
  background.poison = poison_;
  const int64_t region_begin = problem_.region_offset[region_idx];
  const int64_t region_end = region_begin + problem_.layout.regions[region_idx].bytes();
  for (const Segment& segment : segments_) {
    if (segment.end <= region_begin || segment.begin >= region_end) continue;
    if (segment.holds == Segment::Holds::kZero) {
      background.zero_begin = segment.begin;
      background.zero_end = segment.end;
    } else if (segment.holds == Segment::Holds::kCopy) {
      background.copy = reinterpret_cast<const uint64_t*>(segment.copy);
      background.copy_begin = segment.begin;
      background.copy_end = segment.end;
    }
  }
  return background;
}

LinearScan Trial::scan_of(const Segment& segment, int64_t begin, int64_t end) const {
  LinearScan scan{};
  scan.memory = reinterpret_cast<const LinearScan::Pair*>(at(begin));
  if (segment.copy) {
    scan.copy = reinterpret_cast<const LinearScan::Pair*>(segment.copy + (begin - segment.begin));
  }
  scan.begin_bytes = begin;
  scan.end_bytes = end;
  scan.poison = poison_;
  scan.is_zero = segment.holds == Segment::Holds::kZero;
  return scan;
}

// A page of a hole that was touched and holds nothing counts as one byte: whoever wrote zeros
// there, or read a pool, had no business there.
int64_t Trial::num_new_zero_pages(const Segment& segment, ByteRange touched) const {
  int64_t count = 0;
  for (int64_t page = touched.begin; page < touched.end; page += kPageBytes) {
    const auto held = std::ranges::upper_bound(pages_before_, page, {}, &ByteRange::begin);
    if (held != pages_before_.begin() && page < std::prev(held)->end) continue;
    count += lane_.count_differing(scan_of(segment, page, page + kPageBytes)) == 0;
  }
  return count;
}

// Of a piece of one segment; both ends multiples of 16.
int64_t Trial::scan(const Segment& segment, int64_t begin, int64_t end) const {
  if (begin >= end) return 0;
  if (segment.holds != Segment::Holds::kZero) {
    return lane_.count_differing(scan_of(segment, begin, end));
  }
  int64_t count = 0;
  for (const ByteRange& touched : lane_.touched_pages({begin, end})) {
    count += lane_.count_differing(scan_of(segment, touched.begin, touched.end));
    const bool is_whole = touched.begin % kPageBytes == 0 && touched.end % kPageBytes == 0;
    if (segment.is_pool && is_whole) {
      count += num_new_zero_pages(segment, touched);
    }
  }
  return count;
}

std::vector<std::byte> Trial::before(int64_t begin, int64_t end) const {
  std::vector<std::byte> bytes = poison_bytes(poison_, begin, end);
  for (const Segment& segment : segments_) {
    const int64_t from = std::max(begin, segment.begin);
    const int64_t to = std::min(end, segment.end);
    if (from >= to || segment.holds == Segment::Holds::kPoison) continue;
    if (segment.holds == Segment::Holds::kZero) {
      std::memset(&bytes[from - begin], 0, to - from);
    } else {
      lane_.copy_out(&bytes[from - begin], segment.copy + (from - segment.begin), to - from);
    }
  }
  return bytes;
}

int64_t Trial::num_differing(int64_t begin, int64_t end) const {
  const auto at_an_edge = [&](int64_t from, int64_t to) {
    if (from >= to) return int64_t{0};
    const std::vector<std::byte> want = before(from, to);
    std::vector<std::byte> got(want.size());
    lane_.copy_out(got.data(), at(from), to - from);
    int64_t count = 0;
    for (size_t i = 0; i < got.size(); ++i) count += got[i] != want[i];
    return count;
  };
  const int64_t inner_begin = (begin + 15) / 16 * 16;
  const int64_t inner_end = end / 16 * 16;
  if (inner_begin >= inner_end) return at_an_edge(begin, end);
  int64_t count = at_an_edge(begin, inner_begin) + at_an_edge(inner_end, end);
  for (const Segment& segment : segments_) {
    count += scan(segment, std::max(inner_begin, segment.begin), std::min(inner_end, segment.end));
  }
  return count;
}

int64_t Trial::num_differing_known(size_t region_idx, bool from_poison) const {
  Background background = background_of(region_idx);
  if (from_poison) background = Background{poison_};
  int64_t count = 0;
  for (const RowSet& rows : known_rows(region_idx)) {
    if (rows.num_elements() == 0) continue;
    count +=
        lane_.count_differing(RowScan{rows, reinterpret_cast<const uint64_t*>(arena_), background});
  }
  return count;
}

// Holes are for the host lane, which asks what was touched first.
void Trial::ask_about_strays(Questions* questions) const {
  for (const Segment& segment : segments_) {
    if (segment.holds == Segment::Holds::kZero) continue;
    questions->linear_scans.push_back(scan_of(segment, segment.begin, segment.end));
  }
  for (size_t i = 0; i < problem_.layout.regions.size(); ++i) {
    const Background background = background_of(i);
    for (const RowSet& rows : known_rows(i)) {
      if (rows.num_elements() == 0) continue;
      questions->row_scans.push_back({rows, reinterpret_cast<const uint64_t*>(arena_), background});
    }
  }
}

int64_t Trial::num_strays_of(const Answers& answers) const {
  int64_t count = 0;
  for (const int64_t bytes : answers.linear_scans) count += bytes;
  for (const Segment& segment : segments_) {
    if (segment.holds == Segment::Holds::kZero) count += scan(segment, segment.begin, segment.end);
  }
  for (const int64_t bytes : answers.row_scans) count -= bytes;
  return count;
}

Tally Trial::audit_untouched(Tensor tensor) const {
  const auto found = problem_.layout.find(tensor);
  if (!found) return {};
  const size_t region_idx = found->region_idx;
  const int64_t begin = problem_.region_offset[region_idx];
  Tally tally;
  tally.errors = num_differing(begin, begin + problem_.layout.regions[region_idx].bytes());
  const Background background = background_of(region_idx);
  if (background.zero_begin < background.zero_end) {  // its known rows were poison, not zero
    tally.errors += num_differing_known(region_idx, true) - num_differing_known(region_idx);
  }
  return tally;
}

}  // namespace ropekv
