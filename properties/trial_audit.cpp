// Questions about rows, by coordinate.
#include "properties/tensor_kinds.h"
#include "properties/trial.h"

namespace ropekv {
RowSet Trial::rows_of(const View& view, size_t region_idx) const {
  RowSet rows;
  rows.view = view;
  rows.base = at(problem_.region_offset[region_idx]);
  rows.element_bytes = problem_.layout.regions[region_idx].element_bytes;
  rows.arena_offset = problem_.region_offset[region_idx];
  rows.num_rows = view.num_rows;
  if (is_cache(view.tensor)) {
    rows.owned = owned_;
    rows.num_rows = std::ssize(problem_.model.owned);
  }
  return rows;
}

RowSet Trial::rows_of(Tensor tensor) const {
  const auto found = *problem_.layout.find(tensor);
  return rows_of(*found.view, found.region_idx);
}

RowData Trial::data_of(Tensor tensor) const {
  const Case& c = problem_.c;
  return {c.dtype, c.values, c.data_seed, data_stream(tensor)};
}

// Tokens whose rows of this tensor are nobody's promise.
const uint8_t* Trial::skipped_tokens(Tensor tensor) const {
  if (tensor == Tensor::kKRope) return loose_k_rows_;
  return tensor == Tensor::kQRope ? bad_tokens_ : nullptr;
}

RowCheck Trial::row_check(Tensor tensor, RowRule rule) const {
  RowCheck check{};
  check.rows = rows_of(tensor);
  check.rule = rule;
  check.poison = poison_;
  check.data = data_of(tensor);
  check.skip = skipped_tokens(tensor);
  check.next_token = next_token_;
  if (rule == RowRule::kTailIsData) check.first_dim = problem_.c.rotary_dim;
  check.any_nan = problem_.how.canonical_nans &&
                  (rule == RowRule::kTailIsData || rule == RowRule::kIsDataOfOwner);
  if (rule == RowRule::kIsRowOfOwner) check.other = rows_of(Tensor::kKRope);
  if (rule == RowRule::kIsDataOfOwner && problem_.c.fp8_cache()) {
    check.quantised = {problem_.c.cache_dtype, problem_.c.v_scale, problem_.how.fp8_multiplies,
                       problem_.how.fp8_saturates, problem_.how.flushes_to_zero};
  }
  return check;
}

Codes Trial::read_rows(Tensor tensor) const {
  if (!problem_.layout.find(tensor)) return {};
  const RowSet rows = rows_of(tensor);
  Codes codes(rows.num_elements());
  if (!codes.empty()) lane_.read_rows(rows, codes.data());
  return codes;
}

uint32_t Trial::code_at(Tensor tensor, Coordinate where) const {
  const auto place = *problem_.place(tensor);
  const int64_t bytes = place.region->element_bytes;
  uint32_t code = 0;
  lane_.copy_out(&code, at(place.offset + place.view->at(where.row, where.head, where.dim) * bytes),
                 bytes);
  return code;
}

const std::byte* Trial::look_at(size_t region_idx) const {
  return lane_.look_at(at(problem_.region_offset[region_idx]),
                       problem_.layout.regions[region_idx].bytes());
}

}  // namespace ropekv
