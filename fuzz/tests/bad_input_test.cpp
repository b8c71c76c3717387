// Whatever makes no sense is answered by exit status 2 and one sentence on stderr that names
// argument and value, before anything is printed on stdout.
#include <algorithm>

#include "fuzz/tests/run_command.h"

namespace ropekv {
namespace {

struct BadInput {
  std::vector<std::string> args;
  std::vector<std::string> named;  // in the sentence
  std::string before = "";         // environment
};

const std::vector<BadInput>& bad_inputs() {
  static const std::vector<BadInput> inputs = {
      {{}, {"command", "fuzz", "replay"}},
      {{"bogus"}, {"bogus"}},
      {{"--seed", "1", "fuzz"}, {"--seed"}},
      {{"fuzz", "--bogus"}, {"--bogus"}},
      {{"fuzz", "--bogus=3"}, {"--bogus=3"}},
      {{"fuzz", "-x"}, {"-x"}},
      {{"fuzz", "extra"}, {"extra"}},
      {{"fuzz", "--seed"}, {"--seed"}},
      {{"fuzz", "--seed", "1", "--seed", "2"}, {"--seed", "2 times"}},
      {{"fuzz", "--seed", "-5"}, {"--seed", "-5"}},
      {{"fuzz", "--seed", "99999999999999999999999"}, {"--seed", "99999999999999999999999"}},
      {{"fuzz", "-seed=xyz"}, {"--seed", "xyz"}},
      {{"fuzz", "--runs", "1e6"}, {"--runs", "1e6"}},
      {{"fuzz", "--runs", "99999999999999999999"}, {"--runs", "18446744073709551615"}},
      {{"fuzz", "--db", "README.md"}, {"--db is 'README.md'"}},
      {{"fuzz", "--jsonl", "/proc/nope"}, {"--jsonl is '/proc/nope'"}},
      {{"fuzz", "--runs", "-3"}, {"--runs", "-3"}},
      {{"fuzz", "--kernel", "nope"}, {"--kernel", "nope"}},
      {{"fuzz", "--runs", "1", "--against", ""}, {"--against is ''"}},
      {{"fuzz", "--runs", "1", "--ledger", ""}, {"--ledger is ''"}},
      {{"fuzz", "--runs", "1", "--ledger", "/"}, {"--ledger is '/'"}},
      {{"import", "", "-o", "out"}, {"trace is ''"}},
      {{"fuzz", "--device", "gpu"}, {"--device", "gpu"}},
      {{"fuzz", "--device", "cuda:x"}, {"--device", "cuda:x"}},
      {{"fuzz", "--size", "big"}, {"--size", "big"}},
      {{"fuzz", "--only", "nope"}, {"--only", "nope"}},
      {{"fuzz", "--set", "style"}, {"--set", "style"}},
      {{"fuzz", "--set", "foo=1"}, {"--set", "foo=1"}},
      {{"fuzz", "--set", "style=what"}, {"--set", "style=what", "neox"}},
      {{"fuzz", "--set", "head_dim=100000"}, {"--set", "head_dim=100000"}},
      {{"fuzz", "--set", "pdl=yes", "--set", "pdl=no"}, {"--set", "pdl", "twice"}},
      {{"fuzz", "--timeout", "0"}, {"--timeout", "0"}},
      {{"fuzz", "--timeout", "abc"}, {"--timeout", "abc"}},
      {{"fuzz", "--max-total-time", "10x"}, {"--max-total-time", "10x"}},
      {{"fuzz", "--shrink-time", "-1"}, {"--shrink-time", "-1"}},
      {{"fuzz", "--shard", "4/4"}, {"--shard", "4/4"}},
      {{"fuzz", "--shard", "1"}, {"--shard", "1"}},
      {{"fuzz", "--runs", "1", "--shard", "0/18446744073709551615"}, {"--shard", "1000000"}},
      {{"fuzz", "--workers", "0"}, {"--workers", "0"}},
      {{"fuzz", "--workers", "many"}, {"--workers", "many"}},
      {{"fuzz", "--db", "/proc/nope/a.db"}, {"--db", "/proc/nope/a.db"}},
      {{"fuzz", "--db", "/dev/null/a.db"}, {"--db", "/dev/null/a.db"}},
      {{"import"}, {"trace"}},
      {{"import", "missing.jsonl"}, {"-o"}},
      {{"import", "missing.jsonl", "-o", "out"}, {"missing.jsonl"}},
      {{"import", "/", "-o", "out"}, {"file / cannot be read"}},
      {{"merge", "out.db"}, {"in"}},
      {{"merge", "/tmp/out.db", "missing.db"}, {"missing.db"}},
      {{"status"}, {"stores"}},
      {{"status", "missing.db"}, {"missing.db"}},
      {{"status", "README.md"}, {"README.md"}},
      {{"fuzz"}, {"SLURM_ARRAY_TASK_ID", "3", "SLURM_ARRAY_TASK_COUNT"}, "SLURM_ARRAY_TASK_ID=3"},
      {{"fuzz"}, {"GTEST_TOTAL_SHARDS", "4", "GTEST_SHARD_INDEX"}, "GTEST_TOTAL_SHARDS=4"},
      {{"fuzz"}, {"JOB_COMPLETION_INDEX", "9"}, "JOB_COMPLETION_INDEX=9 JOB_COMPLETIONS=4"},
      {{"fuzz", "--artifact-dir", "/proc/nope"}, {"--artifact-dir", "/proc/nope"}},
      {{"fuzz", "--artifact-dir", "/dev/full"}, {"--artifact-dir", "/dev/full"}},
      {{"fuzz", "--keep-going", "--stop-on-first"}, {"--keep-going", "--stop-on-first"}},
      {{"replay"}, {"cases"}},
      {{"replay", "nope"}, {"nope"}},
      {{"replay", "missing.case"}, {"missing.case"}},
      {{"replay", "xyz:5"}, {"xyz:5"}},
      {{"replay", "rkv1:foo=1"}, {"foo"}},
      {{"replay", "rkv1:style=what"}, {"style", "what"}},
      {{"replay", "rkv1:rotary_dim=7"}, {"rotary_dim", "7"}},
      {{"replay", "rkv2:"}, {"rkv2:"}},
      {{"replay", "rkv1:num_tokens=1,sum=00000000"}, {"sum", "00000000"}},
      {{"replay", "1:2", "--repeat", "0"}, {"--repeat", "0"}},
      {{"replay", "1:2", "--kernel", "nope"}, {"--kernel", "nope"}},
      {{"mutate", "--kernel", "naive"}, {"--kernel", "naive", "no mutant"}},
      {{"mutate", "--kernel", "mutant/bogus*"}, {"--kernel", "mutant/bogus*", "no such mutant"}},
      {{"mutate", "--device", "gpu"}, {"--device", "gpu"}},
      {{"mutate", "--seed", "x"}, {"--seed", "x"}},
      {{"mutate", "--seeds", "3"}, {"--seeds", "3", "A..B"}},
      {{"mutate", "--seeds", "3..2"}, {"--seeds", "3..2"}},
      {{"mutate", "--seeds", "1..2000"}, {"--seeds", "1..2000", "1000"}},
      {{"mutate", "--seed", "1", "--seeds", "1..2"}, {"--seed", "--seeds"}},
      {{"mutate", "--runs", "0"}, {"--runs", "0"}},
      {{"mutate", "--workers", "0"}, {"--workers", "0"}},
      {{"mutate", "--timeout", "0"}, {"--timeout", "0"}},
      {{"mutate", "--max-total-time", "soon"}, {"--max-total-time", "soon"}},
      {{"mutate", "--matrix-cases", "5"}, {"--matrix-cases", "--matrix"}},
      {{"mutate", "--matrix", "--matrix-cases", "0"}, {"--matrix-cases", "0"}},
      {{"mutate", "--matrix", "--seeds", "1..2"}, {"--seeds", "1..2", "matrix"}},
      {{"mutate", "--json", "a", "--markdown", "./a"}, {"--json", "--markdown"}},
      {{"mutate", "--device", "host", "--json", "/proc/nope"}, {"--json", "/proc/nope"}},
      {{"list"}, {"topic"}},
      {{"list", "foo"}, {"foo"}},
      {{"shrink", "rkv1:", "--device", "host"}, {"rkv1:", "PASSED"}},
  };
  return inputs;
}

void expect_one_sentence(const CommandOutput& output, const std::vector<std::string>& named) {
  EXPECT_EQ(output.status, 2) << output.err;
  EXPECT_EQ(output.out, "");
  EXPECT_EQ(std::ranges::count(output.err, '\n'), 1) << output.err;
  for (const std::string& name : named) {
    EXPECT_NE(output.err.find(name), std::string::npos) << name << " is not in: " << output.err;
  }
}

TEST(BadInput, IsAnsweredByOneSentence) {
  for (const BadInput& input : bad_inputs()) {
    SCOPED_TRACE(testing::PrintToString(input.args) + input.before);
    expect_one_sentence(run_ropekv(input.args, input.before), input.named);
  }
}

TEST(BadInput, InFilesNamesFileAndLine) {
  const TemporaryDir dir;
  const auto file = [&](const std::string& name, const std::string& text) {
    const auto path = dir.path() / name;
    std::ofstream(path) << text;
    return path.string();
  };
  const std::string damaged = file("damaged.case", "# comment\n\nrkv1:num_tokens=2\nrkv1:nope\n");
  expect_one_sentence(run_ropekv({"replay", damaged}), {damaged + ":4:", "nope"});
  const std::string empty = file("empty.case", "# only a comment\n");
  expect_one_sentence(run_ropekv({"replay", empty}), {empty});
  const std::string overlong = file("long.case", "rkv1:" + std::string(1 << 21, 'a') + "\n");
  expect_one_sentence(run_ropekv({"replay", overlong}), {overlong + ":1:", "bytes"});
  std::filesystem::create_directory(dir.path() / "none");
  const std::string none = (dir.path() / "none").string();
  expect_one_sentence(run_ropekv({"replay", none}), {none});
}

TEST(BadInput, ACaseThatIsTooLargeIsRefusedBeforeItIsAllocated) {
  const CommandOutput output =
      run_ropekv({"replay", "rkv1:num_tokens=1000000000,num_qo_heads=4096", "--device", "host"});
  EXPECT_EQ(output.status, 2) << output.out;
  EXPECT_NE(output.err.find("--size large"), std::string::npos) << output.err;
}

TEST(BadInput, AFullDiskUnderStandardOutputIsNoSuccess) {
  const auto self = std::filesystem::read_symlink("/proc/self/exe");
  const auto ropekv = self.parent_path().parent_path() / "ropekv";
  const int status = std::system(
      (shell_quoted(ropekv.string()) + " list kernels > /dev/full 2> /dev/null").c_str());
  EXPECT_EQ(WEXITSTATUS(status), 2);
}

}  // namespace
}  // namespace ropekv
