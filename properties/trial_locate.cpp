// Where stray bytes lie: slow, and asked only where trial_strays.cpp has counted some.
#include <algorithm>

#include "properties/bad_element.h"
#include "properties/tensor_kinds.h"
#include "properties/trial.h"

namespace ropekv {
namespace {

constexpr int64_t kPageBytes = 4096;
constexpr int64_t kTileBytes = int64_t{1} << 20;
constexpr size_t kMostNamed = 4;

std::string names_of(const Region& region) {
  std::string names(tensor_name(region.views[0].tensor));
  for (int i = 1; i < region.num_views; ++i) {
    names += "|" + std::string(tensor_name(region.views[i].tensor));
  }
  return names;
}

}  // namespace

std::vector<Trial::Piece> Trial::pieces() const {
  std::vector<Piece> pieces;
  for (const Stretch& stretch : problem_.stretches) {
    int64_t at = stretch.begin_bytes;
    for (size_t i = 0; i < problem_.layout.regions.size(); ++i) {
      const int64_t begin = problem_.region_offset[i];
      const int64_t end = begin + problem_.layout.regions[i].bytes();
      if (begin < at || end > stretch.end_bytes) continue;
      if (begin > at) pieces.push_back({at, begin, std::nullopt});
      if (end > begin) pieces.push_back({begin, end, i});
      at = end;
    }
    if (at < stretch.end_bytes) pieces.push_back({at, stretch.end_bytes, std::nullopt});
  }
  return pieces;
}

// The nearer neighbour: behind the region before it, or in front of the region after it.
Trial::Stray Trial::guard_stray(const Piece& piece, int64_t offset) const {
  Stray stray{StrayPlace::kGuard, {}, {}, offset, {}};
  int64_t least = INT64_MAX;
  for (size_t i = 0; i < problem_.layout.regions.size(); ++i) {
    const Region& region = problem_.layout.regions[i];
    const int64_t begin = problem_.region_offset[i];
    const int64_t end = begin + region.bytes();
    if (end != piece.begin && begin != piece.end) continue;
    const bool is_before = begin == piece.end;
    const int64_t distance = is_before ? begin - offset : offset - end;
    if (distance >= least) continue;
    least = distance;
    stray.tensor = region.views[0].tensor;
    stray.where = "guard, " + std::to_string(distance) + " bytes " +
                  (is_before ? "before " : "behind the end of ") + names_of(region);
  }
  return stray;
}

void Trial::note_stray(const Piece& piece, int64_t offset) const {
  const auto note = [&](StrayPlace place, const auto& describe) {
    Strays& strays = (*known_.strays)[static_cast<size_t>(place)];
    ++strays.bytes;
    // One for each element: the bytes of an element come one after the other.
    if (strays.first.size() >= kMostNamed) return;
    Stray stray = describe();
    if (!strays.first.empty() && strays.first.back().where == stray.where) return;
    strays.first.push_back(std::move(stray));
  };
  if (!piece.region_idx) {
    return note(StrayPlace::kGuard, [&] { return guard_stray(piece, offset); });
  }
  const Region& region = problem_.layout.regions[*piece.region_idx];
  if (region.views[0].tensor >= Tensor::kPositions) return;
  const int64_t element = (offset - piece.begin) / region.element_bytes;
  for (int i = 0; i < region.num_views; ++i) {
    const View& view = region.views[i];
    Coordinate where{};
    if (!view.locate(element, &where)) continue;
    if (!is_cache(view.tensor)) return;
    const CacheModel& model = problem_.model;
    if (model.find(where.row) || model.is_unspecified(where.row)) return;
    return note(StrayPlace::kUntouchedSlot, [&] {
      return Stray{StrayPlace::kUntouchedSlot, view.tensor, where, offset,
                   place_name(problem_, view.tensor, where)};
    });
  }
  note(StrayPlace::kGap, [&] {
    return Stray{
        StrayPlace::kGap,
        region.views[0].tensor,
        {},
        offset,
        "gap of " + names_of(region) + ", element " + std::to_string(element) + " of its memory"};
  });
}

// Halves, so that a stray byte in a large pool costs a few scans where the memory is.
void Trial::locate_in(const Piece& piece, int64_t begin, int64_t end) const {
  if (end - begin > kTileBytes) {
    if (num_differing(begin, end) == 0) return;
    const int64_t middle = (begin + end) / 2 / 16 * 16;
    locate_in(piece, begin, middle);
    return locate_in(piece, middle, end);
  }
  const std::vector<std::byte> want = before(begin, end);
  std::vector<std::byte> got(want.size());
  lane_.copy_out(got.data(), at(begin), end - begin);
  if (got == want) return;
  for (int64_t i = 0; i < std::ssize(got); ++i) {
    if (got[i] != want[i]) note_stray(piece, begin + i);
  }
}

void Trial::locate_strays(const Piece& piece) const {
  int64_t strays = num_differing(piece.begin, piece.end);
  if (piece.region_idx) strays -= num_differing_known(*piece.region_idx);
  if (strays == 0) return;
  for (const Segment& segment : segments_) {
    const int64_t begin = std::max(piece.begin, segment.begin);
    const int64_t end = std::min(piece.end, segment.end);
    if (begin >= end) continue;
    std::vector<ByteRange> ranges = {{begin, end}};
    if (segment.holds == Segment::Holds::kZero) ranges = lane_.touched_pages({begin, end});
    for (const ByteRange& range : ranges) {
      locate_in(piece, range.begin, range.end);
      if (segment.holds != Segment::Holds::kZero) continue;
      for (int64_t page = range.begin; page < range.end; page += kPageBytes) {
        if (num_new_zero_pages(segment, {page, page + kPageBytes}) > 0) note_stray(piece, page);
      }
    }
  }
}

Trial::Strays Trial::strays(StrayPlace place) const {
  if (!known_.strays) {
    known_.strays.emplace();
    if (num_stray_bytes() != 0) {
      for (const Piece& piece : pieces()) locate_strays(piece);
    }
  }
  return (*known_.strays)[static_cast<size_t>(place)];
}

}  // namespace ropekv
