// A store opens, refuses and survives.
#include "fuzz/store.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "fuzz/block_choice.h"
#include "fuzz/exit_code.h"
#include "fuzz/tests/run_command.h"

namespace ropekv {
namespace {

Identity identity(const std::string& seed = "1", const std::string& build = "b") {
  Identity identity;
  identity.set("--seed", seed);
  identity.set("--size", "small");
  identity.set(kShardPart, "0/1");
  identity.set(kBuildPart, build);
  return identity;
}

BlockResult some_result(uint64_t number) {
  BlockResult result;
  for (uint64_t i = 0; i < kBlockCases; ++i) {
    result.add(number * kBlockCases + i, Case{}, "line", {}, "");
  }
  return result;
}

void add_block(uint64_t number, StoreContent* content, Store* store) {
  StoreUpdate update;
  update.add(content->blocks.add({{}, 0, number, kBlockCases}, some_result(number)));
  store->commit(update, *content);
}

std::string digest_of(const StoreContent& content) {
  return digest_text(sum_of(content.blocks, choose_blocks(content.blocks)).stats.digest);
}

// The sentence of the CommandError that opening throws; empty if it opens.
std::string refusal(const std::string& path, const Identity& who,
                    const std::vector<std::string>& except = {}) {
  try {
    StoreContent content;
    const Store store(path, who, except, &content);
  } catch (const CommandError& error) {
    EXPECT_EQ(error.exit_code, ExitCode::kUsage);
    return error.what();
  }
  return {};
}

void expect_says(const std::string& sentence, const std::string& what) {
  EXPECT_NE(sentence.find(what), std::string::npos) << "'" << sentence << "' without " << what;
}

class StoreTest : public testing::Test {
 protected:
  TemporaryDir dir_;
  const std::string path_ = (dir_.path() / "a.db").string();
};

// Whoever reports it first: workers and shards end in any order.
TEST(StoreContent, KeepsOfEqualFindingsTheOneOfTheLowestCase) {
  FindingRecord early, late;
  early.signature = late.signature = "s";
  early.case_idx = 3;
  late.case_idx = 5;
  FindingRecord simpler = early;
  early.minimal_line = "b";
  simpler.minimal_line = "a";
  StoreContent content;
  EXPECT_TRUE(content.add_finding(late));
  EXPECT_TRUE(content.add_finding(early));
  EXPECT_FALSE(content.add_finding(late));
  EXPECT_FALSE(content.add_finding(early));
  EXPECT_EQ(content.findings, std::vector<FindingRecord>{early});
  EXPECT_TRUE(content.add_finding(simpler));
  EXPECT_EQ(content.findings, std::vector<FindingRecord>{simpler});
}

TEST_F(StoreTest, RemembersAcrossOpenings) {
  std::string digest;
  {
    StoreContent content;
    Store store(path_, identity(), {}, &content);
    for (uint64_t i : {0, 1, 2, 7}) add_block(i, &content, &store);
    content.runs = 5000;
    FindingRecord finding;
    finding.signature = "k|p|cache";
    finding.page = "page\nof lines";
    finding.case_idx = 17;
    content.add_finding(finding);
    StoreUpdate update;
    update.findings.push_back(finding);
    update.observations.push_back({"s", 3, "died", {"a", "b"}, 3, 2});
    content.observations.insert(update.observations[0]);
    store.commit(update, content);
    digest = digest_of(content);
  }
  StoreContent again;
  const Store store(path_, identity(), {}, &again);
  EXPECT_EQ(digest_of(again), digest);
  EXPECT_EQ(interval_text(choose_blocks(again.blocks)), "[0,48)+[112,128)");
  EXPECT_EQ(again.runs, 5000u);
  ASSERT_EQ(again.findings.size(), 1u);
  EXPECT_EQ(again.findings[0].page, "page\nof lines");
  ASSERT_EQ(again.observations.size(), 1u);
  EXPECT_EQ(again.observations.begin()->lines.size(), 2u);
}

TEST_F(StoreTest, OfAnotherCampaignIsRefusedWithTheDifference) {
  EXPECT_EQ(refusal(path_, identity()), "");
  const std::string before = read_whole(path_);
  expect_says(refusal(path_, identity("2")), "--seed is '2', but was '1'");
  expect_says(refusal(path_, identity("1", "c")), "--accept-other-build");
  EXPECT_EQ(read_whole(path_), before) << "refusing touches nothing";
  EXPECT_EQ(refusal(path_, identity("1", "c"), {kBuildPart}), "");
  EXPECT_EQ(refusal(path_, identity("1", "c")), "") << "from now on this is its build";
}

TEST_F(StoreTest, IsOneWritersAndNamesHim) {
  StoreContent content;
  auto store = std::make_unique<Store>(path_, identity(), std::vector<std::string>{}, &content);
  const std::string sentence = refusal(path_, identity());
  expect_says(sentence, "process " + std::to_string(getpid()));
  expect_says(sentence, "since 20");
  store.reset();
  EXPECT_EQ(refusal(path_, identity()), "");
}

TEST_F(StoreTest, OfADeadWriterIsFree) {
  const pid_t child = fork();
  if (child == 0) {
    StoreContent content;
    Store store(path_, identity(), {}, &content);
    add_block(0, &content, &store);
    raise(SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  StoreContent content;
  const Store store(path_, identity(), {}, &content);
  EXPECT_EQ(content.blocks.num_indices(), 16u);
}

TEST_F(StoreTest, DamagedOrForeignFilesAreRefusedAndLeftAlone) {
  const auto expect_left_alone = [&](const std::string& bytes, const std::string& why) {
    std::ofstream(path_, std::ios::binary) << bytes;
    expect_says(refusal(path_, identity()), why);
    EXPECT_EQ(read_whole(path_), bytes);
    EXPECT_THROW(read_store(path_), CommandError);
  };
  expect_left_alone("# a shell script, say\necho hello\n" + std::string(2000, 'x'), "database");
  std::filesystem::remove(path_);
  SqliteDb(path_, SqliteDb::Mode::kCreate).run("CREATE TABLE t(a)");
  expect_left_alone(read_whole(path_), "not a campaign's");
  std::filesystem::remove(path_);
  {
    StoreContent content;
    Store store(path_, identity(), {}, &content);
    for (uint64_t i = 0; i < 40; i += 2) add_block(i, &content, &store);
  }
  std::string damaged = read_whole(path_);
  ASSERT_GT(damaged.size(), 12'000u);
  for (size_t i = 8192; i < 9000; ++i) damaged[i] = 'Z';
  expect_left_alone(damaged, "damaged");
  expect_left_alone(read_whole(path_).substr(0, 5000), "a.db");
}

TEST_F(StoreTest, WhereNothingCanBeWrittenSaysSo) {
  expect_says(refusal("/proc/nope/a.db", identity()), "cannot create /proc/nope/a.db.lock");
  expect_says(refusal("/dev/null", identity()), "is not a regular file");
  expect_says(refusal(dir_.path().string(), identity()), "--db is '");
}

// A file that may not grow is a full disk to SQLite.
TEST_F(StoreTest, AFullDiskLosesNothingThatWasThere) {
  const pid_t child = fork();
  if (child == 0) {
    StoreContent content;
    Store store(path_, identity(), {}, &content);
    add_block(0, &content, &store);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {40'000, 40'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    try {
      for (uint64_t i = 2; i < 200; i += 2) add_block(i, &content, &store);
    } catch (const SqliteError&) {
      _exit(7);
    }
    _exit(8);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7);
  StoreContent content;
  Store store(path_, identity(), {}, &content);
  EXPECT_GE(content.blocks.num_indices(), 16u);
  add_block(301, &content, &store);  // and it goes on
  EXPECT_EQ(SqliteDb(path_, SqliteDb::Mode::kRead).text("PRAGMA integrity_check"), "ok");
}

TEST_F(StoreTest, OfAnotherVersionIsRefused) {
  EXPECT_EQ(refusal(path_, identity()), "");
  SqliteDb(path_, SqliteDb::Mode::kWrite).run("PRAGMA user_version=99");
  expect_says(refusal(path_, identity()), "version 99");
}

}  // namespace
}  // namespace ropekv
