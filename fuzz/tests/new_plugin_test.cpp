// `ropekv new-plugin`: what it writes compiles as it says, and passes.
#include <gmock/gmock.h>

#include <cstdlib>

#include "fuzz/tests/run_command.h"

namespace ropekv {
namespace {

using testing::HasSubstr;

bool has(const char* program) {
  return std::system((std::string("command -v ") + program + " > /dev/null 2>&1").c_str()) == 0;
}

class NewPlugin : public testing::Test {
 protected:
  CommandOutput ropekv(const std::vector<std::string>& args) const {
    return run_ropekv(args, in_dir());
  }
  int shell(const std::string& line) const {
    return WEXITSTATUS(std::system((in_dir() + ' ' + line + " > /dev/null 2>&1").c_str()));
  }
  std::string in_dir() const { return "cd " + shell_quoted(dir_.path().string()) + " &&"; }
  std::filesystem::path path(const std::string& name) const { return dir_.path() / name; }

 private:
  TemporaryDir dir_;
};

TEST_F(NewPlugin, CompilesByItsLineAndPasses) {
  if (!has("gcc")) GTEST_SKIP() << "no gcc here";
  const CommandOutput made = ropekv({"new-plugin", "my_rope"});
  ASSERT_EQ(made.status, 0) << made.err;
  ASSERT_EQ(shell(made.after("compile  ")), 0) << made.out;
  const CommandOutput output = ropekv({"fuzz", "--kernel", "my_rope/libmy_rope.so", "--device",
                                       "host", "--seed", "1", "--runs", "60", "--size", "small"});
  EXPECT_EQ(output.status, 0) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("plug-in my_rope: "));
}

TEST_F(NewPlugin, CompilesByItsCMakeFile) {
  if (!has("gcc") || !has("cmake")) GTEST_SKIP() << "no gcc or no cmake here";
  ASSERT_EQ(ropekv({"new-plugin", "my_rope"}).status, 0);
  ASSERT_EQ(shell("cmake -S my_rope -B my_rope/build && cmake --build my_rope/build"), 0);
  const CommandOutput output =
      ropekv({"replay", "rkv1:num_tokens=3", "--kernel", "my_rope/build/libmy_rope.so"});
  EXPECT_EQ(output.status, 0) << output.out << output.err;
}

TEST_F(NewPlugin, ForAGpuCompilesByItsLine) {
  if (!has("nvcc")) GTEST_SKIP() << "no nvcc here";
  const CommandOutput made = ropekv({"new-plugin", "my_rope", "--cuda"});
  ASSERT_EQ(made.status, 0) << made.err;
  std::string line = made.after("compile  ");
  const std::string_view native = "-arch=native";  // which takes a GPU
  line.replace(line.find(native), native.size(), "-arch=sm_90");
  EXPECT_EQ(shell(line), 0) << line;
}

TEST_F(NewPlugin, OverwritesNothing) {
  ASSERT_EQ(ropekv({"new-plugin", "my_rope"}).status, 0);
  std::ofstream(path("my_rope/my_rope.c")) << "mine\n";
  const CommandOutput again = ropekv({"new-plugin", "my_rope"});
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.err, HasSubstr("new-plugin 'my_rope': it exists already"));
  EXPECT_EQ(read_whole(path("my_rope/my_rope.c")), "mine\n");
}

TEST_F(NewPlugin, NamesThatMakeNoTargetAreRefused) {
  for (const char* name : {"", "My", "a/b", "../x", "9lives", "a b", "-x", "all", "install"}) {
    const CommandOutput output = ropekv({"new-plugin", "--", name});
    EXPECT_EQ(output.status, 2) << name;
    EXPECT_EQ(output.out, "") << name;
  }
}

}  // namespace
}  // namespace ropekv
