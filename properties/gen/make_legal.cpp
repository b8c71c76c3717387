#include "properties/gen/make_legal.h"

#include <algorithm>

#include "reference/case_text.h"
#include "reference/ignored_keys.h"

namespace ropekv {
namespace {

// The list that `change` makes of the pattern's. One that stood in a file then stands in the line,
// if it fits there; else all stays, and is not legal.
template <typename Pattern, typename Change>
void change_list(Pattern* pattern, int64_t num_values, const Change& change) {
  constexpr int64_t kLongestList = 1 << 20;  // a list cannot grow to any number of tokens
  constexpr int64_t kLongestInLine = 4096;
  if (num_values > kLongestList) return;
  std::vector<int64_t> list = pattern->list;
  change(&list);
  if (list == pattern->list) return;
  if (pattern->arg != 0 && num_values > kLongestInLine) return;
  pattern->list = std::move(list);
  pattern->arg = 0;
}

void cut_lists(Case* c) {
  if (c->positions.kind == PositionKind::kList) {
    change_list(&c->positions, c->num_tokens, [&](std::vector<int64_t>* list) {
      list->resize(std::max<int64_t>(c->num_tokens, 0));
      for (int64_t& p : *list) p = std::clamp<int64_t>(p, 0, c->max_position - 1);
    });
  }
  if (c->slots.kind == SlotKind::kList) {
    change_list(&c->slots, c->num_slots_given, [&](std::vector<int64_t>* list) {
      list->resize(std::max<int64_t>(c->num_slots_given, 0), -1);
    });
  }
}

// Without k there is nothing to put into its cache.
void follow_absent_k(Case* c) {
  if (c->has_k() || c->qkv == QkvSource::kFused) return;
  if (c->cache == CacheWrite::kBoth) c->cache = CacheWrite::kVOnly;
  if (c->cache == CacheWrite::kKOnly) c->cache = CacheWrite::kNone;
}

void make_whole_pages(Case* c) {
  c->page_size = std::max<int64_t>(c->page_size, 1);
  const int64_t rest = c->num_slots % c->page_size;
  if (rest != 0 && c->num_slots > 0) c->num_slots += c->page_size - rest;
}

}  // namespace

std::array<Padding*, 7> pads_of(Case* c) {
  return {&c->q_pad,      &c->k_pad,        &c->v_pad,       &c->q_rope_pad,
          &c->k_rope_pad, &c->k_buffer_pad, &c->v_buffer_pad};
}

void make_consistent(Case* c) {
  c->num_slots_given = std::min(c->num_slots_given, c->num_tokens);
  c->rotary_dim = std::min(c->rotary_dim, c->head_dim);
  c->rotary_dim -= c->rotary_dim % 2;
  c->max_position = std::max<int64_t>(c->max_position, 1);
  make_whole_pages(c);
  if (c->reserved_slot >= c->num_slots) c->reserved_slot = c->num_slots - 1;
  follow_absent_k(c);
  drop_ignored_keys(c);
  cut_lists(c);
}

bool make_legal(Case* c) {
  make_consistent(c);
  return why_not_legal(*c).empty();
}

}  // namespace ropekv
