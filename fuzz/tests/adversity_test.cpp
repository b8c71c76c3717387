// What a machine does to a campaign at night: each ends in a sentence or goes on, and the store is
// whole.
#include <gmock/gmock.h>

#include <cstdlib>

#include "fuzz/sqlite_db.h"
#include "fuzz/tests/run_command.h"

namespace ropekv {
namespace {

using testing::HasSubstr;

bool has_mount_namespaces() {
  static const bool has = std::system(
                              "unshare --map-root-user --mount sh -c 'd=$(mktemp -d) && "
                              "mount -t tmpfs none \"$d\"' > /dev/null 2>&1") == 0;
  return has;
}

class Adversity : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (dir_.path() / name).string(); }

  CommandOutput campaign(std::vector<std::string> more, const std::string& before = "") const {
    std::vector<std::string> args = {"fuzz", "--seed",        "7", "--size", "small", "--device",
                                     "host", "--shrink-time", "3s"};
    args.insert(args.end(), more.begin(), more.end());
    return run_ropekv(args, before);
  }

  // Text in front of a command: it runs where `disk` is a small file system of its own, made by
  // `mount`; what `after` does there can be seen outside.
  std::string on_a_disk(const std::string& mount, const std::string& after = ":") const {
    std::filesystem::create_directory(path("disk"));
    const std::string script = "cd " + shell_quoted(path("disk")) + " && " + mount +
                               " && cd . && \"$@\"; code=$?; " + after + "; exit $code";
    return "unshare --map-root-user --mount sh -c " + shell_quoted(script) + " sh";
  }

  void expect_whole(const std::string& db) const {
    EXPECT_EQ(SqliteDb(path(db), SqliteDb::Mode::kWrite).text("PRAGMA integrity_check"), "ok");
  }

  TemporaryDir dir_;
};

TEST_F(Adversity, AFullDiskEndsTheCampaignAndTheStoreGoesOnElsewhere) {
  if (!has_mount_namespaces()) GTEST_SKIP() << "no mount namespaces here";
  const CommandOutput output =
      campaign({"--runs", "100000", "--db", path("disk/a.db")},
               on_a_disk("mount -t tmpfs -o size=160k none " + shell_quoted(path("disk")),
                         "cp -a " + shell_quoted(path("disk")) + "/. " + shell_quoted(path("."))));
  EXPECT_EQ(output.status, 3) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("--db cannot be written: database or disk is full"));
  expect_whole("a.db");
  const CommandOutput status = run_ropekv({"status", path("a.db")});
  EXPECT_EQ(status.status, 0) << status.err;
  const int done = std::stoi(status.after("stat::cases_executed: "));
  EXPECT_GT(done, 0);
  const CommandOutput more = campaign({"--runs", std::to_string(done + 50), "--db", path("a.db")});
  EXPECT_EQ(more.status, 0) << more.err;
}

TEST_F(Adversity, AReadOnlyDirectoryIsRefusedAtOnceAndCanBeLookedAt) {
  if (!has_mount_namespaces()) GTEST_SKIP() << "no mount namespaces here";
  ASSERT_EQ(campaign({"--runs", "50", "--db", path("a.db")}).status, 0);
  const std::string read_only = on_a_disk(
      "mount -t tmpfs none " + shell_quoted(path("disk")) + " && cp " + shell_quoted(path("a.db")) +
      " " + shell_quoted(path("disk")) + " && mount -o remount,ro " + shell_quoted(path("disk")));
  for (const std::string db : {"disk/a.db", "disk/new.db"}) {
    const CommandOutput output = campaign({"--runs", "90", "--db", path(db)}, read_only);
    EXPECT_EQ(output.status, 2) << output.out;
    EXPECT_EQ(output.out, "");
    EXPECT_THAT(output.err, HasSubstr("--db is '" + path(db)));
    EXPECT_THAT(output.err, HasSubstr("Read-only file system"));
  }
  const CommandOutput artifacts =
      campaign({"--runs", "90", "--artifact-dir", path("disk/found")}, read_only);
  EXPECT_EQ(artifacts.status, 2) << artifacts.out;
  EXPECT_THAT(artifacts.err, HasSubstr("--artifact-dir"));
  const CommandOutput status = run_ropekv({"status", path("disk/a.db")}, read_only);
  EXPECT_EQ(status.status, 0) << status.err;
  EXPECT_EQ(status.after("stat::cases_executed: "), "50");
}

TEST_F(Adversity, SomeoneElsesDatabaseIsLeftAsItWas) {
  SqliteDb(path("mail.db"), SqliteDb::Mode::kCreate)
      .run("CREATE TABLE blocks(a); INSERT INTO blocks VALUES('letter')");
  const std::string before = read_whole(path("mail.db"));
  for (const CommandOutput& output :
       {campaign({"--runs", "9", "--db", path("mail.db")}),
        campaign({"--runs", "9", "--db", path("mail.db"), "--accept-other-build"}),
        run_ropekv({"merge", path("mail.db"), path("mail.db")})}) {
    EXPECT_EQ(output.status, 2) << output.out;
    EXPECT_THAT(output.err, HasSubstr("but not a campaign's"));
  }
  EXPECT_EQ(read_whole(path("mail.db")), before);
  expect_whole("mail.db");
}

TEST_F(Adversity, AStoreDeletedWhileItIsWrittenIsNotMissedSilently) {
  const CommandOutput output =
      campaign({"--runs", "1000000", "--db", path("a.db")},
               "(sleep 1; rm " + shell_quoted(path("a.db")) + ") & timeout 60");
  EXPECT_EQ(output.status, 3) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("--db cannot be written"));
}

TEST_F(Adversity, AnArtifactDirectoryDeletedWhileRunningIsMadeAgain) {
  const CommandOutput output = campaign(
      {"--runs", "150", "--kernel", "mutant/v_through_float", "--artifact-dir", path("found")},
      "(for i in $(seq 500); do rmdir " + shell_quoted(path("found")) +
          " 2> /dev/null && break; sleep 0.01; done) &");
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("written to " + path("found")));
  EXPECT_FALSE(std::filesystem::is_empty(path("found")));
}

TEST_F(Adversity, AFullDiskUnderTheLogDoesNotEndTheCampaign) {
  const CommandOutput output =
      campaign({"--runs", "300", "-v", "--db", path("a.db")}, "sh -c '\"$@\" > /dev/full' sh");
  EXPECT_EQ(output.status, 2);
  EXPECT_THAT(output.err, HasSubstr("standard output could not be written"));
  const CommandOutput status = run_ropekv({"status", path("a.db")});
  EXPECT_EQ(status.after("stat::cases_executed: "), "300");
}

// Wherever in a replay it happens: it is no finding, and no error of the harness.
TEST_F(Adversity, AReplayThatRunsOutOfMemoryExits71) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "ASan wants more address space than any limit leaves";
#endif
  int num_failed = 0;
  for (int kilobytes = 60'000; kilobytes < 150'000; kilobytes += 10'000) {
    const CommandOutput output =
        run_ropekv({"replay", "rkv1:num_tokens=1024,num_qo_heads=32,head_dim=128", "--device",
                    "host", "--only", "guards_are_intact"},
                   "ulimit -v " + std::to_string(kilobytes) + ";");
    EXPECT_TRUE(output.status == 0 || output.status == 71) << output.status << output.err;
    if (output.status == 71) {
      ++num_failed;
      EXPECT_THAT(output.err, HasSubstr("out of memory"));
    }
  }
  EXPECT_GT(num_failed, 0);
}

TEST_F(Adversity, AWallClockThatJumpsChangesNothing) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "ASan wants to be the first library";
#endif
  const auto library =
      std::filesystem::read_symlink("/proc/self/exe").parent_path() / "libjumping_clock.so";
  if (!std::filesystem::exists(library)) GTEST_SKIP() << "no " << library;
  const std::string preload = "LD_PRELOAD=" + shell_quoted(library.string());
  const std::vector<std::string> options = {"--runs",           "200", "--timeout", "20s",
                                            "--max-total-time", "60s"};
  const CommandOutput calm = campaign(options);
  ASSERT_EQ(calm.status, 0) << calm.err;
  auto with_store = options;
  with_store.insert(with_store.end(), {"--db", path("a.db")});
  const CommandOutput jumping = campaign(with_store, preload);
  EXPECT_EQ(jumping.status, 0) << jumping.out << jumping.err;
  EXPECT_EQ(jumping.after("stat::digest: "), calm.after("stat::digest: "));
  EXPECT_EQ(jumping.after("stat::worker_starts: "), calm.after("stat::worker_starts: "));
  EXPECT_LT(std::stod(jumping.after("stat::seconds: ")), 60);
  expect_whole("a.db");
}

}  // namespace
}  // namespace ropekv
