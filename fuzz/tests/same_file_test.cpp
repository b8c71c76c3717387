// Two options may not name one file, however it is spelled.
#include "fuzz/same_file.h"

#include <gtest/gtest.h>

#include "fuzz/tests/run_command.h"

namespace ropekv {
namespace {

namespace fs = std::filesystem;

class SameFile : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (dir_.path() / name).string(); }
  std::string why(const std::string& db, const std::string& junit) const {
    return why_same_file({{"--db", db, true}, {"--junit", junit}});
  }

  TemporaryDir dir_;
};

TEST_F(SameFile, DifferentOnesAndNoneAreFine) {
  EXPECT_EQ(why(path("a.db"), path("a.xml")), "");
  EXPECT_EQ(why("", ""), "");
  EXPECT_EQ(why(path("a.db"), ""), "");
  EXPECT_EQ(why_same_file({{"--junit", "/dev/null"}, {"--jsonl", "/dev/null"}}), "");
}

TEST_F(SameFile, IsFoundBeforeItExistsAndThroughLinks) {
  const std::string sentence = why(path("a.db"), path("x/../a.db"));
  EXPECT_EQ(sentence, "--junit is '" + path("x/../a.db") +
                          "': it is the same file as that of --db '" + path("a.db") + "'");
  fs::create_symlink("a.db", path("link"));
  EXPECT_NE(why(path("a.db"), path("link")), "") << "to what is not there yet";
  std::ofstream(path("a.db")) << "x";
  EXPECT_NE(why(path("a.db"), path("link")), "");
  fs::create_hard_link(path("a.db"), path("hard"));
  EXPECT_NE(why(path("a.db"), path("hard")), "");
  EXPECT_EQ(why(path("a.db"), path("b.db")), "");
}

TEST_F(SameFile, WhatLiesBesideAStoreBelongsToIt) {
  for (const char* suffix : {".lock", "-journal", "-wal"}) {
    EXPECT_NE(why(path("a.db"), path("a.db") + suffix), "") << suffix;
    EXPECT_EQ(why_same_file({{"--jsonl", path("a")}, {"--junit", path("a") + suffix}}), "");
  }
}

TEST_F(SameFile, IsRefusedBeforeAnythingIsOpened) {
  const std::string db = path("a.db");
  const std::vector<std::string> start = {"fuzz", "--device", "host", "--runs", "3"};
  const auto refused = [&](const std::vector<std::string>& more) {
    std::vector<std::string> args = start;
    args.insert(args.end(), more.begin(), more.end());
    const CommandOutput output = run_ropekv(args);
    EXPECT_EQ(output.status, 2) << output.out;
    EXPECT_EQ(output.out, "");
    EXPECT_NE(output.err.find(more[2] + " is '" + more[3] + "': it is the same file as"),
              std::string::npos)
        << output.err;
    EXPECT_TRUE(fs::is_empty(dir_.path()));
  };
  refused({"--db", db, "--junit", db});
  refused({"--db", db, "--jsonl", db});
  refused({"--db", db, "--junit", db + ".lock"});
  refused({"--db", db, "--stop-file", db});
  refused({"--jsonl", db, "--stop-file", db});
  refused({"--junit", db, "--jsonl", db});
}

}  // namespace
}  // namespace ropekv
