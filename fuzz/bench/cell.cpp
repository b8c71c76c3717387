#include "fuzz/bench/cell.h"

namespace ropekv {
namespace {

struct TokenBytes {
  int64_t q, k, v, k_row, v_row;  // k_row and v_row: of the caches
};

TokenBytes bytes_of_token(const Case& c) {
  const int64_t bytes = dtype_bytes(c.dtype);
  TokenBytes of{};
  if (c.has_q()) of.q = c.num_qo_heads * c.head_dim * bytes;
  if (c.has_k()) of.k = c.num_kv_heads * c.head_dim * bytes;
  if (c.writes_k()) of.k_row = c.num_kv_heads * c.head_dim * cache_bytes(c);
  if (!c.writes_v()) return of;
  of.v = c.num_kv_heads * c.v_head_dim * bytes;
  of.v_row = c.num_kv_heads * c.v_head_dim * cache_bytes(c);
  return of;
}

}  // namespace

int64_t moved_bytes(const Case& c, int64_t stored_tokens) {
  const TokenBytes of = bytes_of_token(c);
  return c.num_tokens * 2 * (of.q + of.k) + stored_tokens * (of.v + of.k_row + of.v_row);
}

int64_t footprint_bytes(const Case& c, int64_t stored_tokens) {
  const TokenBytes of = bytes_of_token(c);
  const int64_t twice = (c.q_in_place() ? of.q : 0) + (c.k_in_place() ? of.k : 0);
  return moved_bytes(c, stored_tokens) - c.num_tokens * twice;
}

std::string why_not_timed(const Case& c) {
  if (c.num_tokens == 0) return "num_tokens is 0: there is nothing to time";
  if (c.scenario.kind != ScenarioKind::kPlain) return "scenario: bench times plain launches";
  if (c.memory != Memory::kGuarded) return "memory: bench times launches in guarded memory";
  return {};
}

}  // namespace ropekv
