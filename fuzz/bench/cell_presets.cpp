#include "fuzz/bench/cell_presets.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/case_text.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

// A launch shape: its name, and what of its case line is not the number of tokens.
struct Shape {
  std::string_view name;
  std::string_view keys;
};

// What every shape has unless its keys say otherwise: in place, as engines launch; slots drawn from
// a pool as large as the public kernel's own test has; int64 indices, an f32 table.
constexpr int64_t kLeastSlots = 16384;
constexpr std::string_view kCommonKeys =
    "in_place=yes,max_position=4096,positions=repeated:4096,slots=permuted:1,data_seed=1";

Case case_of(const Shape& shape, int64_t num_tokens, bool pdl) {
  const std::string text =
      fmt::format("num_tokens={},{},{},num_slots={},pdl={}", num_tokens, shape.keys, kCommonKeys,
                  std::max(num_tokens, kLeastSlots), pdl ? "yes" : "no");
  std::vector<std::pair<std::string, std::string>> pairs;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const std::string pair = text.substr(begin, end - begin);
    const std::string key = pair.substr(0, pair.find('='));
    const auto is_given = [&](const auto& given) { return given.first == key; };
    // The first of a key counts: a shape's own comes before the common one.
    if (std::ranges::none_of(pairs, is_given)) {
      pairs.emplace_back(key, pair.substr(key.size() + 1));
    }
    begin = end + 1;
  }
  std::string error;
  const auto c = case_from_pairs(pairs, &error);
  if (!c) throw HarnessError(fmt::format("shape {}: {}", shape.name, error));
  return *c;
}

std::vector<Cell> cross(std::string_view preset, std::span<const Shape> shapes,
                        std::span<const int64_t> tokens, bool pdl) {
  std::vector<Cell> cells;
  for (const Shape& shape : shapes) {
    for (const int64_t num_tokens : tokens) {
      cells.push_back(
          {fmt::format("{}/{}/t{}/{}", preset, shape.name, num_tokens, pdl ? "pdl" : "no_pdl"),
           case_of(shape, num_tokens, pdl)});
    }
  }
  return cells;
}

// The cells of which figures of public kernels are known (kernels/bench/peers.h).
constexpr Shape kAnchorShapes[] = {
    {"32_8_64_neox", "num_qo_heads=32,num_kv_heads=8,head_dim=64,dtype=bf16"},
    {"32_8_128_neox", "num_qo_heads=32,num_kv_heads=8,head_dim=128,dtype=bf16"},
    {"64_8_128_interleaved",
     "num_qo_heads=64,num_kv_heads=8,head_dim=128,style=interleaved,dtype=bf16"},
    {"8_1_128_neox", "num_qo_heads=8,num_kv_heads=1,head_dim=128,dtype=bf16"},
};
constexpr int64_t kAnchorTokens[] = {1, 32, 128, 512, 1024, 4096, 16384, 65536};

std::vector<Cell> anchors(bool pdl) {
  return cross("anchors", kAnchorShapes, kAnchorTokens, pdl);
}

std::vector<Cell> apart(bool pdl) {
  auto cells = cross("apart", kAnchorShapes, kAnchorTokens, pdl);
  for (Cell& cell : cells) cell.c.in_place = InPlace::kNo;
  return cells;
}

// What the anchors leave out, one at a time.
constexpr Shape kOddShapes[] = {
    {"interleaved", "num_qo_heads=32,num_kv_heads=8,head_dim=128,style=interleaved,dtype=bf16"},
    {"rotary_64_of_128", "num_qo_heads=32,num_kv_heads=8,head_dim=128,rotary_dim=64,dtype=bf16"},
    {"rotary_24_of_96", "num_qo_heads=32,num_kv_heads=8,head_dim=96,rotary_dim=24,dtype=bf16"},
    {"head_dim_80", "num_qo_heads=32,num_kv_heads=8,head_dim=80,dtype=bf16"},
    {"head_dim_96", "num_qo_heads=32,num_kv_heads=8,head_dim=96,dtype=bf16"},
    {"head_dim_192", "num_qo_heads=32,num_kv_heads=8,head_dim=192,dtype=bf16"},
    {"head_dim_256", "num_qo_heads=16,num_kv_heads=8,head_dim=256,dtype=bf16"},
    {"head_dim_512", "num_qo_heads=8,num_kv_heads=4,head_dim=512,dtype=bf16"},
    {"f16", "num_qo_heads=32,num_kv_heads=8,head_dim=128,dtype=f16"},
    {"fp8_e4m3", "num_qo_heads=32,num_kv_heads=8,head_dim=128,dtype=bf16,cache_dtype=e4m3"},
    {"fp8_e5m2", "num_qo_heads=32,num_kv_heads=8,head_dim=128,dtype=bf16,cache_dtype=e5m2"},
    {"hnd_pages_of_16",
     "num_qo_heads=32,num_kv_heads=8,head_dim=128,dtype=bf16,page_size=16,page_layout=hnd"},
};
constexpr int64_t kOddTokens[] = {4096, 65536};

std::vector<Cell> shapes(bool pdl) {
  return cross("shapes", kOddShapes, kOddTokens, pdl);
}

// Figures of the models: fuzz/corpus/model_*.case.
constexpr Shape kModelShapes[] = {
    {"llama3_8b", "num_qo_heads=32,num_kv_heads=8,head_dim=128,dtype=bf16,table=real:500000"},
    {"llama3_70b_tp8", "num_qo_heads=8,num_kv_heads=1,head_dim=128,dtype=bf16,table=real:500000"},
    {"qwen2_5_7b", "num_qo_heads=28,num_kv_heads=4,head_dim=128,dtype=bf16,table=real:1000000"},
    {"qwen3_30b_a3b", "num_qo_heads=32,num_kv_heads=4,head_dim=128,dtype=bf16,table=real:1000000"},
    {"mistral_7b", "num_qo_heads=32,num_kv_heads=8,head_dim=128,dtype=bf16"},
    {"gpt_oss_20b", "num_qo_heads=64,num_kv_heads=8,head_dim=64,dtype=bf16,table=real:150000"},
    {"phi4_mini", "num_qo_heads=24,num_kv_heads=8,head_dim=128,rotary_dim=96,dtype=bf16"},
    {"phi2", "num_qo_heads=32,num_kv_heads=32,head_dim=80,rotary_dim=32,dtype=f16"},
    {"gemma2_9b", "num_qo_heads=16,num_kv_heads=8,head_dim=256,dtype=bf16"},
    {"glm4_9b",
     "num_qo_heads=32,num_kv_heads=2,head_dim=128,rotary_dim=64,style=interleaved,dtype=bf16"},
};
constexpr int64_t kModelTokens[] = {1, 8, 64, 256, 2048, 8192};

std::vector<Cell> models(bool pdl) {
  return cross("models", kModelShapes, kModelTokens, pdl);
}

constexpr Shape kFusedShapes[] = {
    {"32_8_64_neox", "num_qo_heads=32,num_kv_heads=8,head_dim=64,dtype=bf16"},
    {"32_8_128_neox", "num_qo_heads=32,num_kv_heads=8,head_dim=128,dtype=bf16"},
};
constexpr int64_t kFusedTokens[] = {32, 512, 16384};

std::vector<Cell> fused(bool pdl) {
  return cross("fused", kFusedShapes, kFusedTokens, pdl);
}

constexpr CellPreset kPresets[] = {
    {"anchors", "4 shapes of 1 to 65536 tokens of which figures of public kernels are known",
     &anchors},
    {"apart", "the same, q_rope and k_rope apart from q and k", &apart},
    {"shapes",
     "styles, partial rotary, head dims, f16, fp8 caches and pages, 4096 and 65536 tokens",
     &shapes},
    {"models", "launches of real models, decode and prefill, 1 to 8192 tokens", &models},
    {"fused", "for the speed-up over the unfused pair: 32, 512 and 16384 tokens", &fused},
};

}  // namespace

std::span<const CellPreset> all_cell_presets() {
  return kPresets;
}

const CellPreset* find_cell_preset(std::string_view name) {
  const auto found = std::ranges::find(kPresets, name, &CellPreset::name);
  return found == std::end(kPresets) ? nullptr : found;
}

Cell cell_of_case(const Case& c) {
  const std::string line = print_case(c);
  return {fmt::format("case/{}/t{}/{}", line.substr(line.rfind('=') + 1), c.num_tokens,
                      c.pdl ? "pdl" : "no_pdl"),
          c};
}

}  // namespace ropekv
