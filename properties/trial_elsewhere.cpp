// Digests of outputs, and outputs whose elements another launch has in other places: read through a
// map they have the same digest.
#include <algorithm>

#include "properties/tensor_kinds.h"
#include "properties/trial.h"

namespace ropekv {

std::vector<RowDigest> Trial::row_digests() const {
  std::vector<RowDigest> all;
  for (const Tensor tensor : {Tensor::kQRope, Tensor::kKRope, Tensor::kKBuffer, Tensor::kVBuffer}) {
    if (!problem_.layout.find(tensor)) continue;
    if (tensor == Tensor::kKRope && !problem_.how.writes_k_rope) continue;
    RowDigest rows{};
    rows.rows = rows_of(tensor);
    // In place q_rope is q: what it means counts, not where it lies.
    rows.tensor = tensor;
    rows.salt = mix64(static_cast<uint64_t>(tensor));
    rows.skip = skipped_tokens(tensor);
    rows.next_token = next_token_;
    all.push_back(rows);
  }
  return all;
}

Sum128 Trial::sum_of(const std::vector<RowDigest>& asked, const std::vector<WordSums>& sums) {
  Sum128 digest;
  for (size_t i = 0; i < asked.size(); ++i) {
    const uint64_t salt = asked[i].salt;
    digest += Sum128{mix64(sums[i].low ^ salt), mix64(sums[i].high + salt)};
  }
  return digest;
}

void Trial::upload_maps(const Correspondence& where) const {
  std::vector<int64_t> maps = where.token;
  maps.insert(maps.end(), where.dim.begin(), where.dim.end());
  const auto bytes = static_cast<int64_t>(maps.size() * sizeof(int64_t));
  maps_ = static_cast<int64_t*>(lane_.maps(std::max<int64_t>(bytes, 16)));
  lane_.copy_in(maps_, maps.data(), bytes);
}

RowSet Trial::elsewhere(RowSet rows, const Correspondence& where, bool tokens, bool dims) const {
  if (tokens && !where.token.empty()) rows.to_row = maps_;
  if (dims && !where.dim.empty()) rows.to_dim = maps_ + where.token.size();
  return rows;
}

Sum128 Trial::output_digest_elsewhere(const Correspondence& where, int64_t num_tokens) const {
  upload_maps(where);
  Questions questions;
  questions.row_digests = row_digests();
  for (RowDigest& digest : questions.row_digests) {
    const bool is_pool = is_cache(digest.tensor);
    if (!is_pool) digest.rows.num_rows = std::min(digest.rows.num_rows, num_tokens);
    digest.rows = elsewhere(digest.rows, where, !is_pool, digest.tensor != Tensor::kVBuffer);
  }
  return sum_of(questions.row_digests, lane_.answer(questions).row_digests);
}

}  // namespace ropekv
