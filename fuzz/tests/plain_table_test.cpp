#include "fuzz/plain_table.h"

#include <gtest/gtest.h>

namespace ropekv {
namespace {

const PlainTable kTable{{"name", "n"}, {{"a", "12"}, {"longer", "3"}}};

TEST(PlainTable, InColumns) {
  EXPECT_EQ(in_columns(kTable),
            "  name     n\n"
            "  a       12\n"
            "  longer   3\n");
}

TEST(PlainTable, AsMarkdown) {
  EXPECT_EQ(as_markdown(kTable),
            "| name | n |\n"
            "|---|---|\n"
            "| a | 12 |\n"
            "| longer | 3 |\n");
}

}  // namespace
}  // namespace ropekv
