#include "fuzz/explain_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>

#include "fuzz/repair.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

using Values = std::vector<std::string>;

Values texts(std::initializer_list<int64_t> numbers) {
  Values values;
  for (const int64_t number : numbers) {
    if (number > 0) values.push_back(std::to_string(number));
  }
  return values;
}

// Around the case's own number, where a bound would be, and around sizes of warps and blocks.
Values near(int64_t own) {
  return texts({1, own - 1, own + 1, 2, 33, 2 * own, 64});
}

struct KeyValues {
  std::string_view key;
  std::function<Values(const Case&)> values;  // boundary values first
};

KeyValues words(std::string_view key, Values values) {
  return {key, [values = std::move(values)](const Case&) { return values; }};
}

std::vector<KeyValues> of_the_shape() {
  return {
      words("style", {"neox", "interleaved"}),
      words("dtype", {"f32", "f16", "bf16"}),
      words("table_dtype", {"f32", "f16", "bf16"}),
      {"num_tokens", [](const Case& c) { return near(c.num_tokens); }},
      {"num_qo_heads",
       [](const Case& c) {
         const int64_t kv = c.num_kv_heads;
         return texts({kv, 2 * kv, 3 * kv, 4 * kv, 8 * kv, c.num_qo_heads + kv});
       }},
      {"num_kv_heads",
       [](const Case& c) {
         return texts({1, 2, 3, c.num_kv_heads + 1, 8});
       }},
      {"head_dim",
       [](const Case& c) {
         return texts({c.head_dim - 2, c.head_dim + 2, 64, 80, 128, 256, 2 * c.head_dim});
       }},
      {"v_head_dim",
       [](const Case& c) {
         return texts({c.head_dim, c.head_dim - 1, c.head_dim + 1, c.head_dim / 2, 2 * c.head_dim});
       }},
      {"rotary_dim",
       [](const Case& c) {
         return texts({2, c.head_dim / 4, c.head_dim / 2, c.head_dim - 2, c.head_dim});
       }},
      words("slots", {"permuted:0", "iota:0", "iota:1", "tail", "colliding:0:1"}),
      words("holes", {"none", "all", "tail:1", "every:2"}),
      words("hole_value", {"minus_one", "past_end", "lowest", "negative", "far_past_end"}),
      {"num_slots_given",
       [](const Case& c) {
         return texts({c.num_tokens, c.num_tokens - 1, c.num_tokens / 2});
       }},
      {"num_slots",
       [](const Case& c) {
         return texts({c.num_slots - c.page_size, c.num_slots + c.page_size, 2 * c.num_slots,
                       4096 * c.page_size});
       }},
      words("reserved_slot", {"none", "0"}),
  };
}

std::vector<KeyValues> of_memory_and_content() {
  return {
      {"page_size", [](const Case& c) { return near(c.page_size); }},
      words("page_layout", {"nhd", "hnd"}),
      words("pools", {"separate", "stacked", "unbound", "packed"}),
      words("cache", {"both", "k", "v", "none"}),
      words("cache_dtype", {"same", "e4m3", "e5m2"}),
      words("k_scale", {"1", "2", "0.3"}),
      words("v_scale", {"1", "2", "0.3"}),
      words("scale_in", {"host", "device"}),
      words("in_place", {"no", "yes", "q", "k"}),
      words("absent", {"none", "q", "k"}),
      words("qkv", {"separate", "fused"}),
      words("q_pad", {"0:0", "8:0", "0:8"}),
      words("k_pad", {"0:0", "8:0", "0:8"}),
      words("v_pad", {"0:0", "8:0", "0:8"}),
      words("q_rope_pad", {"0:0", "8:0", "0:8"}),
      words("k_rope_pad", {"0:0", "8:0", "0:8"}),
      words("k_buffer_pad", {"0:0", "8:0", "0:8"}),
      words("v_buffer_pad", {"0:0", "8:0", "0:8"}),
      words("k_page_pad", {"0", "8"}),
      words("v_page_pad", {"0", "8"}),
      words("in_order", {"tokens", "heads"}),
      words("out_order", {"tokens", "heads"}),
      words("unit_strides", {"natural", "zero", "huge"}),
      words("positions", {"iota:0", "iota:1", "same:1", "descending:0", "random:0", "edges:0"}),
      {"max_position",
       [](const Case& c) {
         return texts({c.max_position - 1, c.max_position + 1, 64, 5000});
       }},
      words("position_dtype", {"int64", "int32"}),
      words("slot_dtype", {"int64", "int32"}),
      words("table", {"real:10000", "wild", "identity"}),
      words("values", {"normal", "integers", "special", "bits", "zeros", "tiny", "large"}),
      words("data_seed", {"0", "1", "2", "3", "4"}),
      words("misaligned", {"none"}),
      words("memory", {"guarded", "fence_end", "fence_start"}),
      words("scenario", {"none", "stream", "graph"}),
      words("pdl", {"no", "yes"}),
  };
}

const std::vector<KeyValues>& table() {
  static const std::vector<KeyValues> all = [] {
    std::vector<KeyValues> rows = of_the_shape();
    std::ranges::move(of_memory_and_content(), std::back_inserter(rows));
    return rows;
  }();
  return all;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

// The pairs of the case, but for one key, in which it may differ.
Pairs without(const Case& c, std::string_view key) {
  Pairs pairs = case_pairs(c);
  std::erase_if(pairs, [&](const auto& pair) {
    // More KV heads need more query heads: the group keeps its size.
    return pair.first == key || (key == "num_kv_heads" && pair.first == "num_qo_heads");
  });
  return pairs;
}

std::optional<Case> neighbour(const Case& from, const CaseKey& key, const std::string& value) {
  Pairs pairs = without(from, key.name);
  pairs.emplace_back(key.name, value);
  if (key.name == "num_kv_heads") {
    const int64_t group = from.num_qo_heads / from.num_kv_heads;
    pairs.emplace_back("num_qo_heads", std::to_string(group * std::stoll(value)));
  }
  auto c = repaired_case(pairs);
  // Repair may have put the key back, or taken others along.
  if (!c || *c == from || without(*c, key.name) != without(from, key.name)) return std::nullopt;
  Case asked = from;
  if (!key.parse(value, asked) || key.print(asked) != key.print(*c)) return std::nullopt;
  return c;
}

}  // namespace

std::vector<KeyNeighbours> neighbours_of(const Case& minimal) {
  std::vector<KeyNeighbours> all;
  const auto pairs = case_pairs(minimal);
  for (const KeyValues& row : table()) {
    const auto key = std::ranges::find(case_keys(), row.key, &CaseKey::name);
    if (key == case_keys().end()) continue;
    KeyNeighbours one{std::string(row.key), key->print(minimal), false, {}};
    one.is_set =
        std::ranges::any_of(pairs, [&](const auto& pair) { return pair.first == row.key; });
    for (const std::string& value : row.values(minimal)) {
      if (one.others.size() == kMostNeighbours) break;
      auto c = neighbour(minimal, *key, value);
      const bool known = std::ranges::any_of(
          one.others, [&](const Neighbour& other) { return c && other.c == *c; });
      if (c && !known) one.others.push_back({value, std::move(*c)});
    }
    if (!one.others.empty()) all.push_back(std::move(one));
  }
  std::ranges::stable_partition(all, &KeyNeighbours::is_set);
  return all;
}

}  // namespace ropekv
