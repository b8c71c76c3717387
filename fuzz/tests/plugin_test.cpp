// Kernels that come as shared libraries: the examples of kernels/plugin/, as their README uses
// them.
#include <gmock/gmock.h>

#include "fuzz/tests/plugin_files.h"

namespace ropekv {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(APlugin, ThatIsRightPasses) {
  for (const char* name : {"minimal_host", "adapted"}) {
    const CommandOutput output = fuzz_plugin(plugin_file(name), {"--runs", "120"});
    EXPECT_EQ(output.status, 0) << output.out << output.err;
    EXPECT_THAT(output.out, HasSubstr(std::string("plug-in ") + name + ": "));
    EXPECT_GT(std::stoi(output.after("stat::cases_passed: ")), 40) << name;
  }
}

TEST(APlugin, WhoseSlotsAreOffByOneFailsWithThePlaceNamed) {
  const std::string file = plugin_file("off_by_one_host");
  const CommandOutput output = fuzz_plugin(file, {"--runs", "60", "--stop-on-first"});
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("  kernel   " + file + " on host, the plug-in minimal_host\n"));
  EXPECT_THAT(output.out, HasSubstr("    k_buffer[slot "));
  const std::string replay = output.after("  replay   ropekv ");
  ASSERT_THAT(replay, HasSubstr("--kernel " + file));
  // As pasted into a shell.
  const auto bin = std::filesystem::path(file).parent_path().parent_path();
  const int again =
      std::system(((bin / "ropekv").string() + " " + replay + " > /dev/null 2>&1").c_str());
  EXPECT_EQ(WEXITSTATUS(again), 1);
}

TEST(APlugin, FailsAsItsReadmeShowsIt) {
  std::ifstream readme("kernels/plugin/README.md");
  if (!readme) GTEST_SKIP() << "no README in a bundle";
  const CommandOutput output =
      fuzz_plugin(plugin_file("off_by_one_host"), {"--runs", "60", "--stop-on-first"});
  int num_lines = 0;
  for (std::string line; std::getline(readme, line);) {
    for (const char* begin : {"    FAILED ", "      case ", "      wrong ", "        k_buffer["}) {
      if (!line.starts_with(begin)) continue;
      ++num_lines;
      EXPECT_THAT(output.out, HasSubstr(line.substr(4) + '\n'));
    }
  }
  EXPECT_EQ(num_lines, 4);
}

TEST(APlugin, IsFoundUnderAnyPathAndItsCommandsCanBePasted) {
  const TemporaryDir dir;
  const auto odd = dir.path() / "it's a kernel.so";
  std::filesystem::copy(plugin_file("off_by_one_host"), odd);
  std::filesystem::copy(plugin_file("minimal_host"), dir.path() / "libmine.so.1.2");
  const std::string in_dir = "cd " + shell_quoted(dir.path().string()) + " &&";
  for (const char* name : {"libmine.so.1.2", "./libmine.so.1.2"}) {
    const CommandOutput output = fuzz_plugin(name, {"--runs", "40"}, in_dir);
    EXPECT_EQ(output.status, 0) << name << output.out << output.err;
  }
  const CommandOutput output = run_ropekv({"replay", "rkv1:", "--kernel", odd.string()});
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("--kernel " + shell_quoted(odd.string())));
}

TEST(APlugin, DoesNotHaveToKnowWhatItDoesNotClaim) {
  const std::string file = plugin_file("crashes_beyond_its_claim");
  const std::vector<std::string> few = {"--runs", "30"};
  const CommandOutput claimed = fuzz_plugin(file, few);
  EXPECT_EQ(claimed.status, 0) << claimed.out << claimed.err;
  EXPECT_EQ(claimed.after("stat::cases_crashed: "), "0");
  auto all = few;
  all.emplace_back("--unclaimed");
  const CommandOutput unclaimed = fuzz_plugin(file, all);
  EXPECT_EQ(unclaimed.status, 1) << unclaimed.out << unclaimed.err;
  EXPECT_NE(unclaimed.after("stat::cases_crashed: "), "0");
  EXPECT_THAT(unclaimed.after("  replay   "), HasSubstr(" --unclaimed"));
}

// Half of the tokens begin where their halves of the tensors do, at any address.
TEST(APlugin, ThatWantsAlignmentIsNotBlamedForHalvesOfACase) {
  const CommandOutput output =
      fuzz_plugin(plugin_file("wants_alignment"),
                  {"--runs", "60", "--size", "small", "--set", "scenario=overlap"});
  EXPECT_EQ(output.status, 0) << output.out << output.err;
  EXPECT_NE(output.after("stat::cases_unsupported: "), "0");
}

TEST(APlugin, ThatTakesTheNameOfARegisteredKernelIsNotComparedWithItsPartner) {
  const CommandOutput output = fuzz_plugin(plugin_file("called_production"),
                                           {"--runs", "40", "--only", "fused_equals_unfused"});
  EXPECT_EQ(output.status, 3) << output.out << output.err;  // it applies to no case
  EXPECT_EQ(output.after("stat::cases_executed: "), "0");
}

TEST(APlugin, ThatIsBuiltAnewIsAnotherCampaign) {
  const TemporaryDir dir;
  const auto file = dir.path() / "libmine.so";
  const std::string db = (dir.path() / "a.db").string();
  std::filesystem::copy(plugin_file("minimal_host"), file);
  ASSERT_EQ(fuzz_plugin(file, {"--runs", "40", "--db", db}).status, 0);
  EXPECT_EQ(fuzz_plugin(file, {"--runs", "50", "--db", db}).status, 0);
  std::filesystem::copy(plugin_file("prints"), file,
                        std::filesystem::copy_options::overwrite_existing);
  const CommandOutput other = fuzz_plugin(file, {"--runs", "60", "--db", db});
  EXPECT_EQ(other.status, 2) << other.out;
  EXPECT_THAT(other.err, HasSubstr("build is "));
  EXPECT_EQ(fuzz_plugin(file, {"--runs", "60", "--db", db, "--accept-other-build"}).status, 0);
}

TEST(APlugin, IsReplayedShrunkAndTimedByThePathAsWell) {
  const std::string file = plugin_file("off_by_one_host");
  const CommandOutput shrunk = run_ropekv({"shrink", "rkv1:num_tokens=9,dtype=f32", "--kernel",
                                           file, "--device", "host", "--shrink-time", "2s"});
  EXPECT_EQ(shrunk.status, 1) << shrunk.out << shrunk.err;
  const CommandOutput replayed =
      run_ropekv({"replay", "rkv1:num_tokens=9", "--kernel", plugin_file("minimal_host")});
  EXPECT_EQ(replayed.status, 0) << replayed.out << replayed.err;
}

TEST(APlugin, IsComparedWithAnotherKernel) {
  const auto against = [](const char* name) {
    return run_ropekv({"replay", "rkv1:num_tokens=5,num_slots=9", "--kernel",
                       plugin_file("minimal_host"), "--against", plugin_file(name)});
  };
  const CommandOutput other = against("off_by_one_host");
  EXPECT_EQ(other.status, 1) << other.out << other.err;
  EXPECT_THAT(other.out, HasSubstr("equals_the_other_kernel"));
  EXPECT_THAT(other.out, HasSubstr(" --against " + plugin_file("off_by_one_host")));
  EXPECT_EQ(against("prints").status, 0);
}

}  // namespace
}  // namespace ropekv
