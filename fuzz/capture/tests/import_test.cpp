// The import verb as a person uses it: what it writes, merges and refuses, and what it says.
#include <gmock/gmock.h>

#include "fuzz/capture/import_trace.h"
#include "fuzz/capture/tests/captured_case.h"
#include "fuzz/case_file.h"
#include "fuzz/tests/run_command.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

using ::testing::HasSubstr;

constexpr const char* kGood =
    R"({"ropekv_capture":1,"style":"neox","q":{"shape":[2,4,64],"dtype":"torch.bfloat16"},)"
    R"("q_rope":{"shape":[2,4,64],"dtype":"bf16"},"positions":{"dtype":"int64","values":[5,6]},)"
    R"("slot_mapping":{"dtype":"int32","values":[]},)"
    R"("cos_sin_cache":{"shape":[64,64],"dtype":"f32"}})";

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const size_t at = text.find(what);
  EXPECT_NE(at, text.npos) << what;
  return text.replace(at, what.size(), by);
}

struct Workplace {
  TemporaryDir dir;
  std::filesystem::path trace = dir.path() / "trace.jsonl";
  std::filesystem::path out = dir.path() / "out";

  void write(const std::string& text) const { std::ofstream(trace) << text; }
  CommandOutput import(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> args = {"import", trace.string(), "-o", out.string()};
    args.insert(args.end(), more.begin(), more.end());
    return run_ropekv(args);
  }
};

TEST(Import, WritesACaseOncePerLaunchThatDiffers) {
  const Workplace here;
  const std::string named = replaced(kGood, "\"style\"", "\"name\":\"layer 3\\n\",\"style\"");
  here.write(std::string(named) + "\n\n" + kGood + '\n' + replaced(kGood, "[5,6]", "[5,7]") + '\n');
  const CommandOutput output = here.import();
  ASSERT_EQ(output.status, 0) << output.err;
  EXPECT_EQ(output.after("stat::launches_read: "), "3");
  EXPECT_EQ(output.after("stat::launches_merged: "), "1");
  EXPECT_EQ(output.after("stat::cases_written: "), "2");
  const std::string text = read_whole(here.out / "trace.case");
  EXPECT_THAT(text, HasSubstr("# line 1, 2 launches: layer 3 \nrkv1:num_tokens=2"));
  EXPECT_THAT(text, HasSubstr("positions=iota:5"));
  EXPECT_THAT(text, HasSubstr("positions=list:5+7"));
  const CommandOutput replay = run_ropekv({"replay", here.out.string(), "--device", "host"});
  EXPECT_EQ(replay.status, 0) << replay.out << replay.err;
  EXPECT_EQ(replay.after("stat::cases_passed: "), "2");
  EXPECT_EQ(here.import().status, 0) << "an import may be written again";
}

TEST(Import, RefusesWhatNoCaseSays) {
  struct Refused {
    const char *what, *by, *sentence;
  };
  const Workplace here;
  for (const Refused& one : std::initializer_list<Refused>{
           {"\"values\":[5,6]", "\"values\":[[5,6],[5,6],[5,6]]",
            "positions.values[0] is [5,6]: it must be an integer"},
           {"\"values\":[5,6]", "\"shape\":[3,2],\"values\":[5,6]",
            "positions.shape is [3,2]: it must be [num_tokens]"},
           {"[5,6]", "[5,64]", "positions.values[1] is 64: it must be in 0..63"},
           {"[5,6]", "[5]", "positions has 1 values: it must have num_tokens, 2"},
           {"[5,6]", "[5,1.5]", "positions.values[1] is 1.5: it must be an integer"},
           {"[2,4,64],\"dtype\":\"torch", "[2,4,64],\"strides\":[-256,64,1],\"dtype\":\"torch",
            "q.strides is [-256,64,1]: it must be without negative numbers"},
           {"[2,4,64],\"dtype\":\"torch", "[2,4,64],\"strides\":[256,64,2],\"dtype\":\"torch",
            "q.strides is [256,64,2]: it must be 1 at the end"},
           {"[2,4,64],\"dtype\":\"torch", "[2,4,64],\"strides\":[64,64,1],\"dtype\":\"torch",
            "q.strides is [64,64,1]: rows of 64 elements overlap"},
           {"torch.bfloat16", "torch.int8", "q.dtype is \"torch.int8\": it must be f32"},
           {"torch.bfloat16", "f16", "q_rope.dtype is \"bf16\": it must be that of the other"},
           {"[64,64]", "[64,128]", "rotary_dim is 128: it must be in 2..64"},
           {"\"q_rope\":{\"shape\":[2,4,64]", "\"q_rope\":{\"shape\":[2,3,64]",
            "q_rope has num_heads 3: it must be 4, that of q"},
           {"\"q_rope\"", "\"k_rope\"", "k is missing: there is a k_rope"},
           {"\"q_rope\"", "\"v\"", "q_rope is missing"},
           {"neox", "gptj", "style is \"gptj\": it must be neox or interleaved"},
           {"\"style\"", "\"sytle\"", "has a field \"sytle\", which is unknown"},
           {"ropekv_capture\":1", "ropekv_capture\":2", "ropekv_capture is 2: it must be 1"},
           {"\"style\"", "\"style\":\"neox\",\"style\"", "the field \"style\" is there twice"},
           {"\"bf16\"", "\"bf16\",\"dtype\":\"f16\"", "the field \"dtype\" is there twice"},
           {"{", "", "the line is no JSON"}}) {
    here.write(std::string(kGood) + '\n' + replaced(kGood, one.what, one.by) + '\n');
    const CommandOutput output = here.import();
    EXPECT_EQ(output.status, 2) << one.by;
    EXPECT_THAT(output.err, HasSubstr("trace.jsonl:2: "));
    EXPECT_THAT(output.err, HasSubstr(one.sentence));
    EXPECT_FALSE(std::filesystem::exists(here.out)) << one.by;
  }
}

TEST(Import, KeepsGoingWhereAsked) {
  const Workplace here;
  const std::string bad = replaced(kGood, "neox", "gptj");
  here.write(bad + '\n' + kGood + '\n' + bad + '\n');
  const CommandOutput output = here.import({"--keep-going"});
  EXPECT_EQ(output.status, 0) << output.err;
  EXPECT_EQ(output.after("stat::launches_refused: "), "2");
  EXPECT_EQ(output.after("stat::cases_written: "), "1");
  EXPECT_THAT(output.err, HasSubstr("trace.jsonl:3: style"));
  here.write(bad + '\n');
  EXPECT_EQ(here.import({"--keep-going"}).status, 2) << "nothing is left";
}

TEST(Import, SaysWhatIsWrongWithFiles) {
  const Workplace here;
  EXPECT_THAT(here.import().err, HasSubstr("trace.jsonl cannot be read"));
  here.write("\n");
  EXPECT_THAT(here.import().err, HasSubstr("holds no launch"));
  here.write(std::string(kGood) + '\n');
  std::filesystem::create_directory(here.out);
  std::ofstream(here.out / "trace.case") << "# mine\nrkv1:\n";
  const CommandOutput output = here.import();
  EXPECT_EQ(output.status, 2);
  EXPECT_THAT(output.err, HasSubstr("trace.case is there, and was not written by an import"));
  EXPECT_EQ(read_whole(here.out / "trace.case"), "# mine\nrkv1:\n");
}

// Slots that no pattern gives, too many for a line.
Case with_long_list() {
  std::string error;
  Case c = *parse_case("rkv1:num_tokens=600,num_slots=5000,head_dim=8", &error);
  c.slots = {SlotKind::kList, 0, 1, {}};
  for (int64_t t = 0; t < c.num_slots_given; ++t) c.slots.list.push_back(t * 1237 % c.num_slots);
  return c;
}

TEST(Import, PutsLongListsBesideTheLine) {
  const Workplace here;
  const Case c = with_long_list();
  here.write(captured_line(c));
  const CommandOutput output = here.import();
  ASSERT_EQ(output.status, 0) << output.err;
  EXPECT_EQ(output.after("stat::list_files_written: "), "1");
  const auto cases = read_case_file(here.out / "trace.case");
  ASSERT_EQ(cases.size(), 1u);
  EXPECT_EQ(cases[0].c.slots.list, c.slots.list);
  EXPECT_LT(print_case(cases[0].c).size(), 300u);
  // Anywhere: workers, and the line that was printed.
  const CommandOutput replay = run_ropekv({"replay", here.out.string(), "--device", "host"});
  EXPECT_EQ(replay.status, 0) << replay.out << replay.err;
  const CommandOutput typed = run_ropekv({"replay", print_case(cases[0].c), "--device", "host"});
  EXPECT_EQ(typed.status, 0) << typed.out << typed.err;
}

TEST(Import, ShrinksACaseWithAListFile) {
  const Workplace here;
  here.write(captured_line(with_long_list()));
  ASSERT_EQ(here.import().status, 0);
  const CommandOutput output = run_ropekv({"replay", here.out.string(), "--device", "host",
                                           "--shrink", "--kernel", "mutant/k_rope_not_written"});
  EXPECT_EQ(output.status, 1) << output.out << output.err;
  EXPECT_THAT(output.out, HasSubstr("  original rkv1:"));
}

}  // namespace
}  // namespace ropekv
