#include "kernels/plugin_description.h"

#include <gmock/gmock.h>

#include <cstring>
#include <functional>

#include "kernels/claim.h"
#include "kernels/foreign_call.h"
#include "kernels/plugin_loader.h"
#include "kernels/production/production.h"

namespace ropekv {
namespace {

using testing::HasSubstr;
using Change = std::function<void(ropekv_description&)>;

ropekv_description honest() {
  ropekv_description d = kProductionDescription;
  d.name = "honest";
  return d;
}

// A describe function has no room for a closure.
Change change;
ropekv_status status = ROPEKV_OK;

ropekv_status describe_changed(ropekv_description* out) {
  *out = honest();
  change(*out);
  return status;
}

std::string refused(const Change& wrong) {
  change = wrong;
  try {
    read_description(&describe_changed);
  } catch (const PluginError& error) {
    return error.what();
  }
  return "";
}

TEST(ADescription, OfOursIsReadAsItIs) {
  change = [](ropekv_description&) {};
  const PluginDescription got = read_description(&describe_changed);
  EXPECT_EQ(got.name, "honest");
  EXPECT_EQ(got.summary, kProductionDescription.summary);
  EXPECT_EQ(got.fields.dtypes, kProductionDescription.dtypes);
  EXPECT_EQ(got.fields.fixed_order, 1);
}

TEST(ADescription, OfAnOlderPluginEndsEarlyAndTheRestIsZero) {
  change = [](ropekv_description& d) {
    d.struct_bytes = offsetof(ropekv_description, fixed_order);
  };
  EXPECT_EQ(read_description(&describe_changed).fields.fixed_order, 0);
  EXPECT_EQ(read_description(&describe_changed).fields.fp8_saturates, 1);
}

// Of a contract that appended fields: it fills its own, longer struct.
ropekv_status describe_at_length(ropekv_description* out) {
  *out = honest();
  std::memset(out + 1, 0x5A, 1000);
  out->struct_bytes = sizeof *out + 1000;
  return ROPEKV_OK;
}

TEST(ADescription, OfALaterPluginIsReadAsFarAsItIsUnderstood) {
  EXPECT_EQ(read_description(&describe_at_length).fields.fixed_order, 1);
}

TEST(ADescription, ThatContradictsTheContractIsRefusedByFieldAndValue) {
  const struct {
    Change wrong;
    const char* words;
  } rows[] = {
      {[](auto& d) { d.contract_version = 2; }, "contract_version is 2"},
      {[](auto& d) { d.contract_version = 0; }, "contract_version is 0"},
      {[](auto& d) { d.struct_bytes = 0; }, "struct_bytes is 0"},
      {[](auto& d) { d.struct_bytes = 1 << 20; }, "struct_bytes is 1048576"},
      {[](auto& d) { d.name = nullptr; }, "name is null"},
      {[](auto& d) { d.name = ""; }, "name is empty"},
      {[](auto& d) { d.memories = 0; }, "memories is 0: nothing would be supported"},
      {[](auto& d) { d.memories = 4; }, "memories is 0x4: bits 0x4 mean nothing"},
      {[](auto& d) { d.styles = 7; }, "styles is 0x7: bits 0x4"},
      {[](auto& d) { d.dtypes = 1U << ROPEKV_FP8_E4M3; }, "dtypes is 0x8"},
      {[](auto& d) { d.table_dtypes = 0; }, "table_dtypes is 0"},
      {[](auto& d) { d.cache_dtypes = ~0U; }, "cache_dtypes is 0xffffffff"},
      {[](auto& d) { d.dtypes = 1U << ROPEKV_F32; }, "bits 0x6 are not among dtypes, 0x1"},
      {[](auto& d) { d.position_dtypes = 0; }, "position_dtypes is 0"},
      {[](auto& d) { d.slot_dtypes = 8; }, "slot_dtypes is 0x8"},
      {[](auto& d) { d.max_head_dim = -1; }, "max_head_dim is -1"},
      {[](auto& d) { d.max_page_size = -16; }, "max_page_size is -16"},
      {[](auto& d) { d.min_alignment_bytes = 24; }, "min_alignment_bytes is 24"},
      {[](auto& d) { d.in_place = d.out_of_place = 0; }, "in_place and out_of_place"},
      {[](auto& d) { d.in_place = 2; }, "in_place is 2: it must lie between 0 and 1"},
      {[](auto& d) { d.arith = 3; }, "arith is 3"},
      {[](auto& d) { d.ftz = -1; }, "ftz is -1"},
      {[](auto& d) { d.fp8_saturates = 5; }, "fp8_saturates is 5"},
  };
  for (const auto& [wrong, words] : rows) EXPECT_THAT(refused(wrong), HasSubstr(words));
}

TEST(ADescription, IsNotAskedForTwiceWhereItIsRefused) {
  status = ROPEKV_UNSUPPORTED;
  EXPECT_THAT(refused([](auto&) {}), HasSubstr("ropekv_describe returned 1"));
  status = ROPEKV_OK;
}

TEST(ADescription, IsTextOfOneLineHoweverLongItIs) {
  static std::string endless(100'000, 'x');
  endless[1] = '\n';
  change = [](ropekv_description& d) { d.name = d.summary = endless.c_str(); };
  const PluginDescription got = read_description(&describe_changed);
  EXPECT_EQ(got.name, "x?" + std::string(62, 'x'));
  EXPECT_EQ(got.summary.size(), 200u);
}

TEST(AForeignCall, EndsInAStatusAndAMessageOfTheContract) {
  ropekv_error error{};
  const auto call = [&](ropekv_status answer, int fill) {
    return call_foreign("f", FloatMode(), &error, [=](ropekv_error* said) {
      std::memset(said->message, fill, sizeof said->message);
      return answer;
    });
  };
  EXPECT_EQ(call(ROPEKV_UNSUPPORTED, '\n'), ROPEKV_UNSUPPORTED);
  EXPECT_EQ(error.message, std::string(sizeof error.message - 1, '?'));
  EXPECT_EQ(call(77, 'x'), ROPEKV_LAUNCH_FAILED);
  EXPECT_STREQ(error.message, "f returned 77, which is no status");
}

TEST(AForeignCall, LeavesFloatingPointAsItWas) {
  ropekv_error error{};
  const auto call = [&](const FloatMode& mode, int rounding) {
    return call_foreign("f", mode, &error, [=](ropekv_error*) -> ropekv_status {
      fesetround(rounding);
      feenableexcept(FE_DIVBYZERO);
      return ROPEKV_OK;
    });
  };
  const FloatMode ours;
  EXPECT_EQ(ours.text(), "rounds to nearest");
  EXPECT_EQ(call(ours, FE_UPWARD), ROPEKV_LAUNCH_FAILED);
  EXPECT_STREQ(error.message,
               "f left floating point changed for the whole thread, which rounds upward, traps now "
               "and rounds to nearest before");
  EXPECT_EQ(FloatMode(), ours);
}

TEST(AForeignCall, RunsInTheModeThatLoadingItsLibraryLeft) {
  const FloatMode ours;
  fesetround(FE_DOWNWARD);
  const FloatMode theirs;
  ours.enter();
  int seen = FE_TONEAREST;
  const ropekv_status status =
      call_foreign("f", theirs, nullptr, [&](ropekv_error*) -> ropekv_status {
        seen = fegetround();
        return ROPEKV_OK;
      });
  EXPECT_EQ(status, ROPEKV_OK);
  EXPECT_EQ(seen, FE_DOWNWARD);
  EXPECT_EQ(FloatMode(), ours);
}

int num_launches = 0;

Plugin f32_only() {
  Plugin plugin;
  plugin.path = "./f32_only.so";
  plugin.description = {"f32_only", "", honest()};
  plugin.description.fields.dtypes = plugin.description.fields.cache_dtypes = 1U << ROPEKV_F32;
  plugin.launch = [](const ropekv_args*, void*, ropekv_error*) -> ropekv_status {
    ++num_launches;
    return ROPEKV_OK;
  };
  plugin.supports = [](const ropekv_args* args, ropekv_error*) -> ropekv_status {
    return args->max_position == 64 ? ROPEKV_UNSUPPORTED : ROPEKV_OK;
  };
  return plugin;
}

ropekv_args no_tokens(int32_t dtype) {
  ropekv_args args{};
  args.struct_bytes = sizeof args;
  args.contract_version = ROPEKV_CONTRACT_VERSION;
  args.reserved_slot = -1;
  args.head_dim = args.rotary_dim = 2;
  args.page_size = 1;
  args.dtype = args.cache_dtype = dtype;
  return args;
}

TEST(APlugin, IsNotLaunchedWithWhatItDoesNotClaim) {
  const Plugin plugin = f32_only();
  const Kernel kernel = kernel_of(plugin, false);
  num_launches = 0;
  ropekv_error error{};
  EXPECT_EQ(kernel.launch_host(no_tokens(ROPEKV_F32), {}, &error), ROPEKV_OK);
  EXPECT_EQ(num_launches, 1);
  EXPECT_EQ(kernel.launch_host(no_tokens(ROPEKV_F16), {}, &error), ROPEKV_UNSUPPORTED);
  EXPECT_STREQ(error.message, "dtype is 1: ./f32_only.so does not support it");
  ropekv_args excepted = no_tokens(ROPEKV_F32);
  excepted.max_position = 64;
  EXPECT_EQ(kernel.launch_host(excepted, {}, &error), ROPEKV_UNSUPPORTED);
  EXPECT_EQ(check_claim(kernel, excepted, &error), ROPEKV_UNSUPPORTED);
  EXPECT_EQ(num_launches, 1);
}

TEST(APlugin, IsLaunchedWithEverythingIfAsked) {
  const Plugin plugin = f32_only();
  const Kernel kernel = kernel_of(plugin, true);
  num_launches = 0;
  EXPECT_EQ(kernel.launch_host(no_tokens(ROPEKV_F16), {}, nullptr), ROPEKV_OK);
  EXPECT_EQ(num_launches, 1);
}

TEST(APlugin, HasAFormForEachMemoryThatItDescribes) {
  Plugin plugin = f32_only();
  plugin.description.fields.memories = 1U << ROPEKV_MEMORY_CUDA;
  const Kernel kernel = kernel_of(plugin, false);
  EXPECT_FALSE(kernel.launch_host);
  EXPECT_TRUE(kernel.launch_cuda);
}

}  // namespace
}  // namespace ropekv
