// Presets make legal cases of their size class, the same ones for ever.
#include "properties/presets.h"

#include <gtest/gtest.h>

#include <set>

#include "reference/case_text.h"
#include "reference/hash.h"

namespace ropekv {
namespace {

TEST(Presets, EveryCaseIsLegalFitsAndPrintsItself) {
  for (const Preset& preset : all_presets()) {
    EXPECT_EQ(find_preset(preset.name), &preset);
    std::set<std::string> lines;
    for (uint64_t k = 0; k < 500; ++k) {
      const Case c = preset_case(preset, 3, k);
      std::string error;
      const auto parsed = parse_case(print_case(c), &error);
      ASSERT_TRUE(parsed) << error << ' ' << print_case(c);
      EXPECT_EQ(*parsed, c);
      EXPECT_EQ(why_refused(c, preset.size), "");
      lines.insert(print_case(c));
    }
    EXPECT_EQ(lines.size(), 500u);
  }
  EXPECT_EQ(find_preset("nothing"), nullptr);
}

// SEED:K --preset NAME must name the same case tomorrow.
TEST(Presets, TheMainstreamMixIsWhatItWas) {
  uint64_t hash = 0;
  int64_t most_tokens = 0, most_heads = 0;
  for (uint64_t k = 0; k < 2000; ++k) {
    const Case c = preset_case(*find_preset("mainstream"), 1, k);
    hash = mix64(hash ^ fnv1a64(print_case(c)));
    most_tokens = std::max(most_tokens, c.num_tokens);
    most_heads = std::max(most_heads, c.num_qo_heads);
    EXPECT_GE(c.num_slots, c.num_tokens);
    EXPECT_LE(c.num_slots, c.num_tokens + 512);
  }
  EXPECT_EQ(most_tokens, 512);
  EXPECT_EQ(most_heads, 128);
  EXPECT_EQ(hash, 2359337875859471280u);
}

}  // namespace
}  // namespace ropekv
