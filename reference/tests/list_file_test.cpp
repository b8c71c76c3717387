// Lists that stand beside the line: read where the line is parsed, and only if they are the ones
// that were meant.
#include "reference/list_file.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "reference/case_text.h"

namespace ropekv {
namespace {

class ListFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "ropekv_list_" + std::string(6, 'X');
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    dir_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  // The text of the key that names a file with these bytes.
  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream(dir_ / name, std::ios::binary) << bytes;
    return print_list_file(name_list_file(list_file_sum(bytes), name));
  }
  std::optional<Case> parse(const std::string& keys) {
    error_.clear();
    return parse_case_beside(dir_.string(), "rkv1:" + keys, &error_);
  }
  void expect_error(const std::string& keys, const std::string& words) {
    EXPECT_FALSE(parse(keys)) << keys;
    EXPECT_NE(error_.find(words), std::string::npos) << error_;
  }

  std::filesystem::path dir_;
  std::string error_;
};

TEST_F(ListFile, HoldsTheRunsOfTheList) {
  const std::vector<int64_t> values = {4, 5, 6, 9, 9, -1};
  EXPECT_EQ(list_file_text(values), "4..6\n9x2\n-1\n");
  const std::string text = write("a.list", list_file_text(values));
  EXPECT_EQ(text, "file:a.list:dfa47555535b3f5a");
  const auto c = parse("num_tokens=6,slots=" + text);
  ASSERT_TRUE(c) << error_;
  EXPECT_EQ(c->slots.list, values);
  EXPECT_EQ(c->slots.kind, SlotKind::kList);
}

// The line that a case prints finds the file from where the process runs.
TEST_F(ListFile, IsFoundByTheLineThatTheCasePrints) {
  const std::string text = write("a.list", "3\n2\n");
  const auto c = parse("num_tokens=2,positions=" + text);
  ASSERT_TRUE(c) << error_;
  const std::string line = print_case(*c);
  EXPECT_NE(line.find("positions=file:" + (dir_ / "a.list").string() + ':'), std::string::npos);
  std::string error;
  const auto again = parse_case(line, &error);
  ASSERT_TRUE(again) << error;
  EXPECT_EQ(*again, *c);
  EXPECT_EQ(print_case(*again), line);
  EXPECT_TRUE(with_key(*c, "dtype", "f16", &error)) << error;
}

TEST_F(ListFile, IsTheOneThatWasMeant) {
  const std::string text = write("a.list", "3\n2\n");
  expect_error("num_tokens=2,slots=file:b.list:0123456789abcdef", "b.list: it is not there");
  std::ofstream(dir_ / "a.list") << "3\n1\n";
  expect_error("num_tokens=2,slots=" + text, "a.list: its bytes have checksum");
  const std::string words = write("words.list", "three\n");
  expect_error("num_tokens=1,slots=" + words, "words.list: it holds no list of runs");
  const std::string blank = write("blank.list", "3\n\n2\n");
  expect_error("num_tokens=2,slots=" + blank, "blank.list: it holds no list of runs");
  const std::string longer = write("longer.list", "0..4\n");
  expect_error("num_tokens=2,slots=" + longer, "slots lists 5 values: it must list");
  std::filesystem::create_directory(dir_ / "folder");
  expect_error("num_tokens=2,slots=file:folder:0123456789abcdef", "folder: it is no regular file");
}

TEST_F(ListFile, HasOneSpelling) {
  for (const char* text : {"file:", "file:a.list", "file::0123456789abcdef",
                           "file:a.list:", "file:a.list:123", "file:a.list:0123456789ABCDEF",
                           "file:a.list:0123456789abcdef0", "file:a'b:0123456789abcdef",
                           "file:a\nb:0123456789abcdef", "file:a.list:0000000000000000"}) {
    EXPECT_FALSE(parse_list_file(text)) << text;
    expect_error(std::string("slots=") + text, "case key slots is ");
  }
}

}  // namespace
}  // namespace ropekv
