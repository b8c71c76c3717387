#include "properties/trial.h"

#include <atomic>
#include <cstdio>
#include <cstring>

#include "kernels/claim.h"
#include "properties/tensor_kinds.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

constexpr int64_t kPageBytes = 4096;
constexpr int64_t kLeastSparseBytes = int64_t{64} << 20;

int64_t round_down(int64_t value, int64_t unit) {
  return value / unit * unit;
}
int64_t round_up(int64_t value, int64_t unit) {
  return round_down(value + unit - 1, unit);
}

bool is_pool(const Region& region) {
  return is_cache(region.views[0].tensor);
}

// Memory that a lane with sparse pages leaves to its holes: pools, and rows a megabyte apart.
bool is_sparse_region(const Region& region) {
  return region.bytes() >= kLeastSparseBytes && (is_pool(region) || region.is_wide());
}

uint64_t next_tenancy() {
  static std::atomic<uint64_t> last = 0;
  return ++last;
}

// What a launch overwrote: the region it ran over or fell short of.
std::string name_fault(const Problem& problem, int64_t offset) {
  std::string nearest = "the fence";
  int64_t least = INT64_MAX;
  for (size_t i = 0; i < problem.layout.regions.size(); ++i) {
    const Region& region = problem.layout.regions[i];
    const int64_t begin = problem.region_offset[i];
    const int64_t end = begin + region.bytes();
    const bool is_behind = offset >= end;
    const int64_t distance = is_behind ? offset - end : begin - offset;
    if (distance >= least) continue;
    least = distance;
    nearest = is_behind ? std::to_string(distance + 1) + " bytes behind the end of "
                        : std::to_string(distance) + " bytes before the start of ";
    nearest += tensor_name(region.views[0].tensor);
    for (int v = 1; v < region.num_views; ++v) {
      nearest += "|" + std::string(tensor_name(region.views[v].tensor));
    }
  }
  return nearest;
}

void set_message(LaunchResult* result, const std::string& text) {
  std::snprintf(result->error.message, sizeof result->error.message, "%s", text.c_str());
}

// The rejection of the first that lies outside the kernel's claim.
LaunchResult claim_of(const std::vector<ropekv_args>& parts, const Kernel& kernel) {
  LaunchResult result;
  for (const ropekv_args& part : parts) {
    result.status = check_claim(kernel, part, &result.error);
    if (result.is_rejection()) break;
  }
  return result;
}

}  // namespace

Trial::Trial(const Problem& problem, const Kernel& kernel, Lane& lane, Poison poison)
    : problem_(problem), kernel_(kernel), lane_(lane), poison_(poison), tenancy_(next_tenancy()) {
  claim();
}

// Another trial may have been here since: then nothing of ours is left but what is here.
void Trial::claim() {
  if (lane_.tenant == tenancy_) return;
  lane_.tenant = 0;
  if (problem_.is_fenced()) {
    arena_ = lane_.fence();
  } else {
    int64_t sparse = 0;
    for (const Region& region : problem_.layout.regions) {
      if (is_sparse_region(region)) sparse += region.bytes();
    }
    arena_ = lane_.arena(problem_.arena_bytes, problem_.arena_bytes - sparse);
    const bool is_sparse = lane_.arena_is_sparse(problem_.arena_bytes);
    if (is_sparse && keeps_pools_) throw HarnessError("a sparse pool cannot be kept");
    if (is_sparse) lane_.forget_pages({0, round_up(problem_.arena_bytes, kPageBytes)});
  }
  upload_notes();
  lay_out_image();
  cut_into_segments();
  lane_.tenant = tenancy_;
}

void Trial::upload_notes() {
  const CacheModel& model = problem_.model;
  const Case& c = problem_.c;
  std::vector<uint8_t> loose = problem_.token_is_bad;
  if (!problem_.how.rotates_padded_k) {
    loose.resize(c.num_tokens);
    for (int64_t t = 0; t < c.num_tokens; ++t) {
      if (!problem_.has_slot(t)) loose[t] = 1;
    }
  }
  std::vector<std::byte> notes;
  const auto add = [&](const void* from, size_t bytes) {
    const size_t begin = notes.size();
    notes.resize(begin + round_up(static_cast<int64_t>(bytes), 16));
    if (bytes > 0) std::memcpy(&notes[begin], from, bytes);
    return begin;
  };
  const size_t owned = add(model.owned.data(), model.owned.size() * sizeof(OwnedSlot));
  const size_t unspecified = add(model.unspecified.data(), model.unspecified.size() * 8);
  const size_t next = add(model.next_token.data(), model.next_token.size() * 8);
  const size_t bad = add(problem_.token_is_bad.data(), problem_.token_is_bad.size());
  const size_t loose_k = add(loose.data(), loose.size());
  auto* base = static_cast<std::byte*>(lane_.notes(std::max<int64_t>(std::ssize(notes), 16)));
  lane_.copy_in(base, notes.data(), std::ssize(notes));
  const auto pointer = [&]<class T>(const T*& out, size_t begin, bool is_there) {
    out = is_there ? reinterpret_cast<const T*>(base + begin) : nullptr;
  };
  pointer(owned_, owned, true);
  pointer(unspecified_, unspecified, true);
  pointer(next_token_, next, model.has_duplicates());
  pointer(bad_tokens_, bad, !problem_.token_is_bad.empty());
  pointer(loose_k_rows_, loose_k, !loose.empty());
}

// Regions lie in the image as in the arena modulo 16, so that whole 16 bytes can be compared.
void Trial::lay_out_image() {
  std::vector<int64_t> places;
  int64_t end = 0;
  for (size_t i = 0; i < problem_.layout.regions.size(); ++i) {
    const Region& region = problem_.layout.regions[i];
    const Tensor tensor = region.views[0].tensor;
    const bool is_there = is_pool(region) ? keeps_pools_ : is_input(tensor) && !region.is_wide();
    const int64_t rest = problem_.region_offset[i] % 16;
    places.push_back(is_there ? end + rest : -1);
    if (is_there) end = round_up(end + rest + region.bytes(), 16);
  }
  const Problem::IndexImages& indices = problem_.index_images(poison_);
  const int64_t all = end + std::ssize(indices.bytes);
  auto* base = static_cast<std::byte*>(lane_.image(std::max<int64_t>(all, 16)));
  index_images_ = base + end;
  image_of_region_.clear();
  for (size_t i = 0; i < places.size(); ++i) {
    const bool is_there = places[i] >= 0;
    image_of_region_.push_back(is_there                ? base + places[i]
                               : indices.place[i] >= 0 ? index_images_ + indices.place[i]
                                                       : nullptr);
  }
  inputs_are_in_image_ = indices_are_in_image_ = false;
}

void Trial::cut_into_segments() {
  segments_.clear();
  const bool is_sparse = !problem_.is_fenced() && lane_.arena_is_sparse(problem_.arena_bytes);
  for (const Stretch& stretch : problem_.stretches) {
    int64_t at = stretch.begin_bytes;
    for (size_t i = 0; i < problem_.layout.regions.size(); ++i) {
      const Region& region = problem_.layout.regions[i];
      const int64_t begin = problem_.region_offset[i];
      const int64_t end = begin + region.bytes();
      if (begin < at || end > stretch.end_bytes) continue;
      Segment segment{};
      if (is_sparse && is_sparse_region(region)) {
        segment = {round_up(begin, kPageBytes), round_down(end, kPageBytes), Segment::Holds::kZero,
                   nullptr, is_pool(region)};
      } else if (keeps_pools_ && is_pool(region)) {
        segment = {round_down(begin, 16), round_up(end, 16), Segment::Holds::kCopy,
                   image_of_region_[i] - begin % 16};
      }
      if (segment.begin >= segment.end) continue;
      if (segment.begin > at) {
        segments_.push_back({at, segment.begin, Segment::Holds::kPoison, nullptr});
      }
      segments_.push_back(segment);
      at = segment.end;
    }
    if (at < stretch.end_bytes) {
      segments_.push_back({at, stretch.end_bytes, Segment::Holds::kPoison, nullptr});
    }
  }
}

void Trial::use_poison(Poison poison) {
  poison_ = poison;
  known_ = {};
  inputs_are_in_image_ = indices_are_in_image_ = false;  // their gaps hold the old one
}

void Trial::keep_pools() {
  keeps_pools_ = true;
  known_ = {};
  if (lane_.tenant == tenancy_) lane_.tenant = 0;
  claim();
}

const LaunchResult& Trial::run(HostLaunch how) {
  const ScenarioKind kind = problem_.c.scenario.kind;
  if (kind != ScenarioKind::kPlain && kind != ScenarioKind::kServing) {
    return launch_in_scenario(how);
  }
  paint();
  return launch(how);
}

const LaunchResult& Trial::launch_in_scenario(HostLaunch how) {
  ScenarioLaunch scenario{problem_.c.scenario.kind, {}, {}, {}};
  paint();
  std::vector<ropekv_args> parts = {args()};
  std::vector<MemoryCopy> produced;
  if (scenario.kind == ScenarioKind::kOverlap) {
    const int64_t num_tokens = problem_.c.num_tokens;
    parts = {args_of_tokens(args(), 0, num_tokens / 2),
             args_of_tokens(args(), num_tokens / 2, num_tokens)};
  } else if (scenario.kind == ScenarioKind::kPdlChain || scenario.kind == ScenarioKind::kStream) {
    produced = contents_of_producer();
    paint_other_contents();
  } else if (scenario.kind == ScenarioKind::kGraph) {
    paint_other_contents();
    scenario.repaint = [this] { paint(); };
  }
  scenario.parts = parts;
  scenario.produced = produced;
  before_launch();
  // Once one part has written, no other can be rejected without a trace.
  result_ = parts.size() > 1 ? claim_of(parts, kernel_) : LaunchResult{};
  if (!result_.is_rejection()) result_ = lane_.launch_in(scenario, kernel_, how);
  after_launch();
  return result_;
}

const LaunchResult& Trial::launch(HostLaunch how) {
  return launch(args(), how);
}

const LaunchResult& Trial::launch(const ropekv_args& args, HostLaunch how) {
  before_launch();
  result_ = lane_.launch(kernel_, args, how);
  after_launch();
  return result_;
}

void Trial::before_launch() {
  if (lane_.tenant != tenancy_) throw HarnessError("launched over the memory of another trial");
  pages_before_.clear();
  for (const Segment& segment : segments_) {
    if (segment.holds == Segment::Holds::kCopy) {
      lane_.copy_within(const_cast<std::byte*>(segment.copy), at(segment.begin),
                        segment.end - segment.begin);
    } else if (segment.holds == Segment::Holds::kZero) {
      for (const ByteRange& range : lane_.touched_pages({segment.begin, segment.end})) {
        pages_before_.push_back(range);
      }
    }
  }
}

void Trial::after_launch() {
  known_ = {};
  if (result_.fault_offset) {
    set_message(&result_,
                "the kernel touched memory " + name_fault(problem_, *result_.fault_offset));
  } else if (result_.device_lost && problem_.is_fenced()) {
    set_message(&result_, std::string(result_.error.message) +
                              "; its tensors lay flush against memory that faults when touched");
  }
}

}  // namespace ropekv
