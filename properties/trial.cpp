#include "properties/trial.h"

#include <cstring>

namespace ropekv {
namespace {

constexpr Tensor kIndexTensors[] = {Tensor::kPositions, Tensor::kSlotMapping, Tensor::kCosSinCache};

}  // namespace

Trial::Trial(const Problem& problem, const Kernel& kernel, Lane& lane, Poison poison)
    : problem_(problem),
      kernel_(kernel),
      lane_(lane),
      poison_(poison),
      arena_(lane.arena(problem.arena_bytes)) {
  const auto& slots = problem.slot_owners;
  const auto& tokens = problem.token_owners;
  notes_ =
      static_cast<int64_t*>(lane.notes(std::max<int64_t>(slots.size() + tokens.size(), 1) * 8));
  lane.copy_in(notes_, slots.data(), slots.size() * 8);
  if (!tokens.empty()) lane.copy_in(notes_ + slots.size(), tokens.data(), tokens.size() * 8);
}

std::byte* Trial::region_base(size_t region_idx) const {
  return static_cast<std::byte*>(arena_) + problem_.region_offset[region_idx];
}

void Trial::paint() {
  lane_.fill_poison(arena_, problem_.arena_bytes, poison_);
  for (const Tensor tensor : {Tensor::kQ, Tensor::kK, Tensor::kV}) {
    if (problem_.layout.find(tensor)) lane_.fill_view(view_rule(tensor, RowRule::kIsData));
  }
  for (const Tensor tensor : kIndexTensors) {
    const size_t region_idx = problem_.layout.find(tensor)->region_idx;
    const auto image = problem_.index_image(tensor, download(region_idx));
    lane_.copy_in(region_base(region_idx), image.data(), image.size());
  }
}

void Trial::paint_again() {
  constexpr int64_t kLargestImage = int64_t{1} << 30;
  const int64_t bytes = problem_.arena_bytes;
  if (image_) return lane_.copy_within(arena_, image_, bytes);
  paint();
  if (bytes > kLargestImage) return;
  image_ = lane_.image(bytes);
  lane_.copy_within(image_, arena_, bytes);
}

void Trial::use_poison(Poison poison) {
  poison_ = poison;
  image_ = nullptr;
}

const LaunchResult& Trial::run(HostLaunch how) {
  paint_again();
  result_ = lane_.launch(kernel_, args(), how);
  return result_;
}

ViewRule Trial::view_rule(Tensor tensor, RowRule rule) const {
  const auto place = *problem_.place(tensor);
  const Case& c = problem_.c;
  ViewRule out{};
  out.view = *place.view;
  out.base = static_cast<std::byte*>(arena_) + place.offset;
  out.element_bytes = place.region->element_bytes;
  out.arena_offset = place.offset;
  out.poison = poison_;
  out.rule = rule;
  out.dtype = c.dtype;
  out.values = c.values;
  out.data_seed = c.data_seed;
  out.stream = data_stream(tensor);
  if (rule == RowRule::kTailIsData) out.first_dim = c.rotary_dim;
  if (rule == RowRule::kTailIsData || rule == RowRule::kIsNotPoison) {
    if (!problem_.token_owners.empty()) out.owners = notes_ + problem_.slot_owners.size();
  }
  if (rule == RowRule::kIsDataOfOwner || rule == RowRule::kIsRowOfOwner) out.owners = notes_;
  if (rule == RowRule::kIsRowOfOwner) {
    const auto k_rope = *problem_.place(Tensor::kKRope);
    out.other = static_cast<std::byte*>(arena_) + k_rope.offset;
    out.other_view = *k_rope.view;
  }
  return out;
}

ViewTally Trial::audit(Tensor tensor, RowRule rule) const {
  if (!problem_.layout.find(tensor)) return {};
  return lane_.audit_view(view_rule(tensor, rule));
}

Tally Trial::audit_untouched(Tensor tensor) const {
  const auto place = problem_.place(tensor);
  if (!place) return {};
  return lane_.audit_poison({static_cast<const uint16_t*>(arena_), place->offset,
                             place->offset + place->region->bytes(), poison_});
}

Tally Trial::audit_indices(Tensor tensor) const {
  const size_t region_idx = problem_.layout.find(tensor)->region_idx;
  const std::vector<std::byte> got = download(region_idx);
  std::vector<std::byte> want(got.size());
  for (size_t i = 0; i < want.size(); i += 2) {
    const uint16_t word = poison_.half_word(problem_.region_offset[region_idx] + i);
    std::memcpy(&want[i], &word, 2);
  }
  want = problem_.index_image(tensor, std::move(want));
  Tally tally;
  if (got == want) return tally;
  for (size_t i = 0; i < want.size(); ++i) {
    if (got[i] != want[i]) tally.add(static_cast<int64_t>(i));
  }
  return tally;
}

Tally Trial::audit_gaps(size_t region_idx) const {
  const Region& region = problem_.layout.regions[region_idx];
  if (region.views[0].tensor == Tensor::kSlotMapping) return {};  // audit_indices sees all of it
  int64_t covered = 0;
  for (int i = 0; i < region.num_views; ++i) covered += region.views[i].num_elements();
  if (covered == region.num_elements) return {};
  return lane_.audit_gaps(
      {region, region_base(region_idx), problem_.region_offset[region_idx], poison_});
}

std::vector<Trial::Guard> Trial::guards() const {
  std::vector<Guard> guards;
  int64_t begin = 0;
  for (size_t i = 0; i < problem_.layout.regions.size(); ++i) {
    guards.push_back({begin, problem_.region_offset[i]});
    begin = problem_.region_offset[i] + problem_.layout.regions[i].bytes();
  }
  guards.push_back({begin, problem_.arena_bytes});
  return guards;
}

Tally Trial::audit_guard(const Guard& guard) const {
  return lane_.audit_poison(
      {static_cast<const uint16_t*>(arena_), guard.begin_bytes, guard.end_bytes, poison_});
}

std::vector<std::byte> Trial::download(size_t region_idx) const {
  std::vector<std::byte> bytes(problem_.layout.regions[region_idx].bytes());
  lane_.copy_out(bytes.data(), region_base(region_idx), std::ssize(bytes));
  return bytes;
}

uint32_t Trial::code_at(Tensor tensor, Coordinate at) const {
  const auto place = *problem_.place(tensor);
  const int64_t bytes = place.region->element_bytes;
  uint32_t code = 0;
  lane_.copy_out(&code,
                 static_cast<std::byte*>(arena_) + place.offset +
                     place.view->at(at.row, at.head, at.dim) * bytes,
                 bytes);
  return code;
}

Sum128 Trial::output_digest() const {
  Sum128 digest;
  for (const Tensor tensor : {Tensor::kQRope, Tensor::kKRope, Tensor::kKBuffer, Tensor::kVBuffer}) {
    const auto found = problem_.layout.find(tensor);
    if (!found) continue;
    const Sum128 part = lane_.digest(region_base(found->region_idx),
                                     problem_.layout.regions[found->region_idx].bytes());
    const uint64_t salt = mix64(static_cast<uint64_t>(tensor));
    digest += Sum128{mix64(part.low ^ salt), mix64(part.high + salt)};
  }
  return digest;
}

}  // namespace ropekv
