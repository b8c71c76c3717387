#include "properties/gen/fit.h"

#include <algorithm>

#include "properties/gen/make_legal.h"
#include "reference/layout.h"

namespace ropekv {
namespace {

// A guard, the case's misalignment and the rounding of addresses share the chunk with the region.
constexpr int64_t kMostFencedBytes = kFenceChunkBytes - (64 << 10);

// A history runs many launches, each of which is judged.
constexpr int64_t kMostServingTokens = 64;
constexpr int64_t kMostServingSlots = 4096;
constexpr int64_t kMostServingElements = 1 << 15;

bool fits_the_fence(const Case& c, const Layout& layout) {
  if (c.memory == Memory::kGuarded) return true;
  return std::ranges::all_of(
             layout.regions,
             [](const Region& region) { return region.bytes() <= kMostFencedBytes; }) &&
         std::ssize(layout.regions) <= kFenceChunks;
}

bool is_short_history(const Case& c, const Layout& layout) {
  return c.scenario.kind != ScenarioKind::kServing ||
         (c.num_tokens <= kMostServingTokens && c.num_slots <= kMostServingSlots &&
          layout.total_elements() <= kMostServingElements);
}

bool is_within(const Case& c, int64_t most_elements) {
  const Layout layout = make_layout(c);
  return layout.total_elements() <= most_elements && fits_the_fence(c, layout) &&
         is_short_history(c, layout);
}

void cut_tokens(Case* c) {
  const int64_t tokens = c->num_tokens;
  if (tokens <= 1) return;
  c->num_tokens = std::max<int64_t>(1, tokens * 3 / 4);
  c->num_slots_given =
      c->num_slots_given == tokens ? c->num_tokens : c->num_slots_given * c->num_tokens / tokens;
  // A pool follows its tokens, spare slots and all; one of fewer slots stays.
  if (c->num_slots >= tokens) c->num_slots -= tokens - c->num_tokens;
}

void cut_heads(Case* c) {
  if (c->num_qo_heads + c->num_kv_heads <= 2) return;
  c->num_qo_heads = std::max<int64_t>(1, c->num_qo_heads / 2);
  c->num_kv_heads = std::max<int64_t>(1, c->num_kv_heads / 2);
}

void cut_dims(Case* c) {
  const bool is_full = c->rotary_dim == c->head_dim / 2 * 2;
  if (c->head_dim > 4) c->head_dim = std::max<int64_t>(4, c->head_dim / 2);
  if (is_full) c->rotary_dim = c->head_dim / 2 * 2;
  c->v_head_dim = std::min(c->v_head_dim, c->head_dim);
}

void cut_table(Case* c) {
  c->max_position = std::max<int64_t>(1, c->max_position / 2);
}

void cut_pool(Case* c) {
  c->num_slots = std::max(c->page_size, c->num_slots / 2);
}

void cut_page(Case* c) {
  if (c->page_size == 1) return;
  const bool one_page = c->num_slots == c->page_size;
  c->page_size /= 2;
  if (one_page) c->num_slots = c->page_size;
}

void cut_pads(Case* c) {
  for (Padding* pad : pads_of(c)) *pad = {pad->token / 2, pad->head / 2};
  c->k_page_pad /= 2;
  c->v_page_pad /= 2;
}

void cut_fence(Case* c) {
  c->memory = Memory::kGuarded;
}

// Log-uniform, but never so few that nothing but one tiny token is left.
int64_t most_elements(const FitOptions& options) {
  constexpr int64_t kFewest = 4096;
  int64_t octaves = 0;
  while (max_elements(options.size) >> (octaves + 1) >= kFewest) ++octaves;
  return max_elements(options.size) >> options.budget.octaves_down % (octaves + 1);
}

using Cut = void (*)(Case*);

// Takes a cut as often as it changes the case for the better and `keeps` lets it.
void exhaust(Cut cut, int64_t most_elements, const Keeps& keeps, Case* c) {
  while (!is_within(*c, most_elements)) {
    Case smaller = *c;
    cut(&smaller);
    if (!make_legal(&smaller) || smaller == *c || (keeps && !keeps(smaller))) return;
    *c = std::move(smaller);
  }
}

}  // namespace

bool fit(const FitOptions& options, Case* c) {
  constexpr Cut kTokensHeadsDims[] = {cut_tokens, cut_heads, cut_dims};
  const int64_t most = most_elements(options);
  if (!make_legal(c) || (options.keeps && !options.keeps(*c))) return false;
  const auto take = [&](Cut cut) { exhaust(cut, most, options.keeps, c); };
  if (c->max_position * c->rotary_dim > most / 2) take(cut_table);
  for (int64_t step = 1; step <= 3; ++step) {
    take(kTokensHeadsDims[(options.budget.spare_first + step) % 3]);
  }
  for (const Cut cut : {cut_table, cut_pads, cut_pool, cut_page, cut_fence}) take(cut);
  return is_within(*c, max_elements(options.size));
}

}  // namespace ropekv
