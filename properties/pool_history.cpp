#include "properties/pool_history.h"

#include <cstdio>
#include <span>

#include "properties/bad_element.h"
#include "reference/compare.h"
#include "reference/data.h"
#include "reference/fp8_codes.h"

namespace ropekv {
namespace {

uint64_t hash_codes(std::span<const uint32_t> codes) {
  uint64_t hash = codes.size();
  for (const uint32_t code : codes) hash = mix64(hash ^ code);
  return hash;
}

std::string hex(uint32_t code) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%x", code);
  return text;
}

bool both_nan(const Case& c, const Declarations& how, uint32_t a, uint32_t b) {
  if (c.fp8_cache()) return is_nan_fp8(c.cache_dtype, a) && is_nan_fp8(c.cache_dtype, b);
  return how.canonical_nans && is_nan_code(c.dtype, a) && is_nan_code(c.dtype, b);
}

}  // namespace

void PoolHistory::record(const HistoryStep& step, const Trial& trial) {
  const Problem& problem = trial.problem();
  Codes k_rows;
  if (problem.c.writes_k()) k_rows = trial.read_rows(Tensor::kKBuffer);
  const size_t row_codes = static_cast<size_t>(problem.c.num_kv_heads * problem.c.head_dim);
  // From the batch, not from the cache model that the checks of the step use.
  for (int64_t t = 0; t < std::ssize(step.batch.slot_mapping); ++t) {
    const int64_t slot = step.batch.slot_mapping[t];
    if (slot < 0 || slot >= problem.c.num_slots || slot == problem.c.reserved_slot) continue;
    Writer writer{step.step_idx, t, step.data_seed, 0};
    if (const OwnedSlot* owned = problem.model.find(slot); owned && !k_rows.empty()) {
      const size_t row = static_cast<size_t>(owned - problem.model.owned.data());
      writer.k_row = hash_codes(std::span(k_rows).subspan(row * row_codes, row_codes));
    }
    writers_[slot] = writer;
  }
}

uint32_t PoolHistory::Pool::code(int64_t slot, int64_t head, int64_t dim) const {
  return load_code(bytes, element_bytes, view.at(slot, head, dim));
}

uint32_t PoolHistory::Pool::poison(int64_t slot, int64_t head, int64_t dim, Poison poison) const {
  const int64_t offset = arena_offset + view.at(slot, head, dim) * element_bytes;
  return static_cast<uint32_t>(poison.element(offset, element_bytes));
}

std::optional<PoolHistory::Pool> PoolHistory::read(const Trial& trial, Tensor tensor) {
  const Problem& problem = trial.problem();
  const auto found = problem.layout.find(tensor);
  if (!found) return std::nullopt;
  const size_t region_idx = found->region_idx;
  return Pool{tensor, *found->view, problem.layout.regions[region_idx].element_bytes,
              problem.region_offset[region_idx], trial.look_at(region_idx)};
}

void PoolHistory::note(Violation* found, const Pool& pool, Coordinate at, uint32_t got,
                       std::string want) {
  constexpr size_t kMostElements = 8;
  ++found->errors;
  if (found->elements.size() >= kMostElements) return;
  found->elements.push_back({place_name(pool.tensor, at), std::move(want), hex(got), {}});
}

void PoolHistory::check_slot(const Trial& trial, const Pool& pool, int64_t slot,
                             Violation* found) const {
  const Case& c = trial.problem().c;
  const Declarations& how = trial.problem().how;
  const auto writer = writers_.find(slot);
  const bool is_k = pool.tensor == Tensor::kKBuffer;
  std::vector<uint32_t> row;
  for (int64_t head = 0; head < pool.view.num_heads; ++head) {
    for (int64_t d = 0; d < pool.view.dim; ++d) {
      const uint32_t got = pool.code(slot, head, d);
      row.push_back(got);
      if (writer == writers_.end()) {
        if (got == pool.poison(slot, head, d, trial.poison())) continue;
        note(found, pool, {slot, head, d}, got, "poison: no step wrote it");
      } else if (!is_k) {
        const uint32_t input = element(c.dtype, c.values, writer->second.data_seed, kStreamV,
                                       writer->second.token, head, d);
        const uint32_t want = cached_code(c, how, c.v_scale, input);
        if (got == want || both_nan(c, how, got, want)) continue;
        note(found, pool, {slot, head, d}, got,
             hex(want) + ", v of token " + std::to_string(writer->second.token) + " of step " +
                 std::to_string(writer->second.step_idx));
      }
    }
  }
  if (!is_k || writer == writers_.end() || hash_codes(row) == writer->second.k_row) return;
  note(found, pool, {slot, 0, 0}, row[0],
       "in the whole slot the row that step " + std::to_string(writer->second.step_idx) + " left");
}

std::optional<Violation> PoolHistory::check(const Trial& trial) {
  Violation found;
  const Case& c = trial.problem().c;
  for (const Tensor tensor : {Tensor::kVBuffer, Tensor::kKBuffer}) {
    const auto pool = read(trial, tensor);
    if (!pool) continue;
    for (int64_t slot = 0; slot < c.num_slots; ++slot) {
      if (slot == c.reserved_slot) continue;
      check_slot(trial, *pool, slot, &found);
      found.total += pool->view.num_heads * pool->view.dim;
    }
  }
  num_elements_ += found.total;
  if (found.errors == 0) return std::nullopt;
  found.sentence = "the pool is not what the steps left in it";
  return found;
}

}  // namespace ropekv
