#include "kernels/support.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "kernels/production/production.h"

namespace ropekv {
namespace {

// A small legal launch over addresses that are never read.
ropekv_args legal_args() {
  alignas(64) static std::byte memory[8][4096];
  ropekv_args a{};
  a.struct_bytes = sizeof(a);
  a.contract_version = ROPEKV_CONTRACT_VERSION;
  a.num_tokens = a.num_slots_given = 3;
  a.num_slots = 5;
  a.max_position = 10;
  a.reserved_slot = -1;
  a.num_qo_heads = 4;
  a.num_kv_heads = 2;
  a.head_dim = a.v_head_dim = 16;
  a.rotary_dim = 8;
  a.page_size = 1;
  a.dtype = a.cache_dtype = ROPEKV_BF16;
  a.table_dtype = ROPEKV_F32;
  a.q = a.q_rope = memory[0];
  a.k = a.k_rope = memory[1];
  a.v = memory[2];
  a.k_buffer = memory[3];
  a.v_buffer = memory[4];
  a.positions = memory[5];
  a.slot_mapping = memory[6];
  a.cos_sin_cache = memory[7];
  a.q_stride = a.q_rope_stride = {64, 16};
  a.k_stride = a.k_rope_stride = a.v_stride = {32, 16};
  a.k_buffer_stride = a.v_buffer_stride = {32, 32, 16};
  return a;
}

// Any kernel: says yes to everything the contract allows.
ropekv_description permissive() {
  ropekv_description d = kProductionDescription;
  d.table_dtypes = d.cache_dtypes = ~0U;
  d.max_page_size = 0;
  return d;
}

struct Verdict {
  ropekv_status status;
  std::string message;
};

template <class Change>
Verdict verdict(const ropekv_description& description, const Change& change) {
  ropekv_args args = legal_args();
  change(args);
  ropekv_error error{};
  const ropekv_status status = check_support(description, args, &error);
  EXPECT_EQ(status, check_support(description, args, nullptr)) << "the message is optional";
  EXPECT_EQ(status == ROPEKV_OK, error.message[0] == '\0') << error.message;
  return {status, error.message};
}

#define EXPECT_VERDICT(description, expected, words, change)                                 \
  do {                                                                                       \
    const Verdict got = verdict(description, [](ropekv_args& a) { change; });                \
    EXPECT_EQ(got.status, expected) << #change << ": " << got.message;                       \
    EXPECT_NE(got.message.find(words), std::string::npos) << #change << ": " << got.message; \
  } while (false)
#define EXPECT_INVALID(words, change) \
  EXPECT_VERDICT(permissive(), ROPEKV_INVALID_ARGUMENT, words, change)
#define EXPECT_LEGAL(change) EXPECT_VERDICT(permissive(), ROPEKV_OK, "", change)
#define EXPECT_UNSUPPORTED(words, change) \
  EXPECT_VERDICT(kProductionDescription, ROPEKV_UNSUPPORTED, words, change)

std::byte* bytes(const void* p) {
  return static_cast<std::byte*>(const_cast<void*>(p));
}

TEST(Contract, AcceptsALegalLaunch) {
  EXPECT_LEGAL(static_cast<void>(a));
  EXPECT_VERDICT(kProductionDescription, ROPEKV_OK, "", static_cast<void>(a));
}

TEST(Contract, RejectsAnOlderOrForeignStruct) {
  EXPECT_INVALID("struct_bytes is 8", a.struct_bytes = 8);
  EXPECT_LEGAL(a.struct_bytes = sizeof(a) + 64);  // later versions only append
  EXPECT_INVALID("contract_version is 2", a.contract_version = 2);
}

TEST(Contract, RejectsImpossibleCounts) {
  EXPECT_INVALID("num_tokens is -1", a.num_tokens = -1);
  EXPECT_INVALID("num_slots is -1", a.num_slots = -1);
  EXPECT_INVALID("max_position is -2", a.max_position = -2);
  EXPECT_INVALID("num_qo_heads is -4", a.num_qo_heads = -4);
  EXPECT_INVALID("num_kv_heads is -4", a.num_kv_heads = -4);
  EXPECT_INVALID("v_head_dim is -1", a.v_head_dim = -1);
  EXPECT_INVALID("head_dim is 0", a.head_dim = 0);
  EXPECT_INVALID("page_size is 0", a.page_size = 0);
  EXPECT_INVALID("num_slots_given is 4", a.num_slots_given = 4);
  EXPECT_INVALID("num_slots_given is -1", a.num_slots_given = -1);
  EXPECT_INVALID("num_tokens is -4294967296", a.num_tokens = -(int64_t{1} << 32));
}

TEST(Contract, AReservedSlotIsASlotOrMinusOne) {
  EXPECT_INVALID("reserved_slot is -2", a.reserved_slot = -2);
  EXPECT_INVALID("reserved_slot is 5: it must be -1 for none, or a slot below num_slots 5",
                 a.reserved_slot = 5);
  EXPECT_LEGAL(a.reserved_slot = 0);
  EXPECT_LEGAL(a.reserved_slot = 4);
  EXPECT_INVALID("reserved_slot is 0",
                 (a.k_buffer = a.v_buffer = nullptr, a.num_slots = 0, a.reserved_slot = 0));
}

TEST(Contract, RejectsARotaryDimThatIsOddOrOutsideTheHead) {
  EXPECT_INVALID("rotary_dim is 7: it must be even", a.rotary_dim = 7);
  EXPECT_INVALID("rotary_dim is 0", a.rotary_dim = 0);
  EXPECT_INVALID("rotary_dim is 18", a.rotary_dim = 18);
  EXPECT_LEGAL(a.rotary_dim = 16);
  EXPECT_LEGAL(a.rotary_dim = 2);
}

TEST(Contract, RejectsUnknownEnumValues) {
  EXPECT_INVALID("style is 2", a.style = 2);
  EXPECT_INVALID("style is -1", a.style = -1);
  EXPECT_INVALID("dtype is 3", a.dtype = ROPEKV_FP8_E4M3);
  EXPECT_INVALID("table_dtype is 4", a.table_dtype = ROPEKV_FP8_E5M2);
  EXPECT_INVALID("cache_dtype is 5", a.cache_dtype = 5);
  EXPECT_INVALID("position_dtype is 2", a.position_dtype = 2);
  EXPECT_INVALID("slot_dtype is 2", a.slot_dtype = 2);
}

TEST(Contract, RejectsPointersThatContradictTheCounts) {
  EXPECT_INVALID("num_qo_heads is 0 and q is not null", a.num_qo_heads = 0);
  EXPECT_INVALID("num_qo_heads is 4 and q is null", a.q = nullptr);
  EXPECT_INVALID("q_rope is null", a.q_rope = nullptr);
  EXPECT_INVALID("k_rope is null", a.k_rope = nullptr);
  EXPECT_INVALID("k_rope is not null but k is null", a.k = nullptr);
  EXPECT_INVALID("num_kv_heads is 0", a.num_kv_heads = 0);
  EXPECT_INVALID("num_kv_heads is 0 but k is", (a.num_kv_heads = 0, a.v = a.v_buffer = nullptr));
  EXPECT_INVALID("num_kv_heads is 0 but v is",
                 (a.num_kv_heads = 0, a.k = a.k_rope = a.k_buffer = nullptr));
  EXPECT_INVALID("k is null but k_buffer", a.k = a.k_rope = nullptr);
  EXPECT_INVALID("v is null but v_buffer", a.v = nullptr);
  EXPECT_INVALID("v_head_dim is 0", a.v_head_dim = 0);
  EXPECT_INVALID("num_slots is 0", a.num_slots = 0);
  EXPECT_INVALID("positions is null", a.positions = nullptr);
  EXPECT_INVALID("slot_mapping is null", a.slot_mapping = nullptr);
  EXPECT_INVALID("cos_sin_cache is null", a.cos_sin_cache = nullptr);
  EXPECT_INVALID("cos_sin_cache is null",
                 (a.cos_sin_cache = nullptr, a.k = a.k_rope = a.k_buffer = nullptr));
  EXPECT_INVALID("cos_sin_cache is null",
                 (a.cos_sin_cache = nullptr, a.q = a.q_rope = nullptr, a.num_qo_heads = 0));
}

TEST(Contract, AcceptsAbsentParts) {
  EXPECT_LEGAL((a.q = a.q_rope = nullptr, a.num_qo_heads = 0));
  EXPECT_LEGAL((a.k = a.k_rope = a.k_buffer = nullptr));
  EXPECT_LEGAL((a.v = a.v_buffer = nullptr));
  EXPECT_LEGAL((a.k_buffer = a.v_buffer = nullptr, a.num_slots = 0));
  EXPECT_LEGAL((a.slot_mapping = nullptr, a.num_slots_given = 0));
  EXPECT_LEGAL((a.q = a.q_rope = nullptr, a.num_qo_heads = 0, a.k = a.k_rope = nullptr,
                a.k_buffer = nullptr, a.cos_sin_cache = nullptr));
}

TEST(Contract, ZeroTokensNeedNoPointers) {
  EXPECT_LEGAL((a.num_tokens = a.num_slots_given = 0, a.q = a.q_rope = nullptr,
                a.k = a.k_rope = nullptr, a.v = a.k_buffer = a.v_buffer = nullptr,
                a.positions = a.slot_mapping = a.cos_sin_cache = nullptr));
  EXPECT_INVALID("rotary_dim is 7", (a.num_tokens = a.num_slots_given = 0, a.rotary_dim = 7));
}

TEST(Contract, RejectsAddressesBetweenElements) {
  EXPECT_INVALID("q_rope is 0x", a.q_rope = bytes(a.q_rope) + 1);
  EXPECT_INVALID("k_buffer is 0x", a.k_buffer = bytes(a.k_buffer) + 1);
  EXPECT_INVALID("positions is 0x", a.positions = bytes(a.positions) + 2);
  EXPECT_INVALID("slot_mapping is 0x",
                 (a.slot_dtype = ROPEKV_INT64, a.slot_mapping = bytes(a.slot_mapping) + 4));
  EXPECT_INVALID("cos_sin_cache is 0x", a.cos_sin_cache = bytes(a.cos_sin_cache) + 2);
  EXPECT_LEGAL(a.v = bytes(a.v) + 2);
}

TEST(Contract, RejectsStridesThatMakeRowsOverlap) {
  EXPECT_INVALID("q_stride.token is -64: it must not be negative", a.q_stride.token = -64);
  EXPECT_INVALID("v_stride.token is 0: rows of v would overlap", a.v_stride.token = 0);
  EXPECT_INVALID("k_stride.head is 15: rows of k would overlap", a.k_stride.head = 15);
  EXPECT_INVALID("q_rope_stride.token is 63", a.q_rope_stride.token = 63);
  EXPECT_INVALID("k_buffer_stride.page is 31", a.k_buffer_stride.page = 31);
  EXPECT_INVALID("v_buffer_stride.head is 0", a.v_buffer_stride.head = 0);
  EXPECT_INVALID("q_stride.head is 64", a.q_stride.head = 64);  // of equal ones the inner
  EXPECT_INVALID("v is 0x", a.v_stride.token = std::numeric_limits<int64_t>::max() / 2);
}

TEST(Contract, RejectsATableThatFitsNoAddressSpace) {
  EXPECT_INVALID("cos_sin_cache is 0x", a.max_position = int64_t{1} << 60);  // times 8 times 4
}

// The rows of a page may lie so far apart that the room between its ends wraps in 64 bits.
TEST(Contract, CountsRowsPastSixtyFourBits) {
  constexpr int64_t kStride = (int64_t{1} << 62) + (int64_t{1} << 59);
  EXPECT_INVALID("k_buffer is 0x", (a.page_size = 6, a.num_slots = 12,
                                    a.k_buffer_stride = {kStride + 1, kStride, 16}));
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  EXPECT_INVALID(
      "k_buffer_stride.page is 9223372036854775806: rows of k_buffer would overlap, "
      "it must be at least 9223372036854775807",
      (a.page_size = 2, a.num_slots = 4, a.k_buffer_stride = {kMax - 1, kMax - 32, 16}));
}

TEST(Contract, AcceptsEitherNestingAndAnyStrideOfASizeOneDim) {
  EXPECT_LEGAL(a.v_stride = (ropekv_strides{16, 48}));                  // head-major
  EXPECT_LEGAL(a.k_buffer_stride = (ropekv_cache_strides{16, 0, 80}));  // likewise
  EXPECT_LEGAL(a.k_buffer_stride.slot = -12345);                        // one slot a page
  EXPECT_LEGAL((a.num_kv_heads = 1, a.k_stride.head = -7, a.k_rope_stride.head = 3));
  EXPECT_LEGAL((a.num_tokens = a.num_slots_given = 1, a.v_stride.token = 0));
  EXPECT_LEGAL((a.page_size = 2, a.k_buffer_stride = {64, 16, 32},  // HND
                a.v_buffer_stride = {64, 32, 16}));                 // NHD
}

TEST(Contract, InPlaceIsExactOrNotAtAll) {
  EXPECT_LEGAL(a.q_rope = bytes(a.q) + 3 * 64 * 2);  // right behind
  EXPECT_INVALID("q_rope is 0x", a.q_rope = bytes(a.q) + 3 * 64 * 2 - 2);
  EXPECT_INVALID("it overlaps q at", a.q_rope = bytes(a.q) + 16);
  EXPECT_INVALID("it overlaps k at", a.k_rope = bytes(a.k) + 2);
  EXPECT_INVALID("it overlaps q at", a.q_rope_stride.token = 72);
}

// q, k and v as slices of one row, in place; and q_rope, k_rope as slices of another.
TEST(Contract, AcceptsSlicesOfOneFusedRow) {
  EXPECT_LEGAL(
      (a.q_stride = a.k_stride = a.v_stride = a.q_rope_stride = a.k_rope_stride = {128, 16},
       a.k = a.k_rope = bytes(a.q) + 128, a.v = bytes(a.q) + 192));
  EXPECT_LEGAL((a.q_rope = bytes(a.q) + 2048, a.k_rope = bytes(a.q) + 2048 + 128,
                a.q_rope_stride = a.k_rope_stride = {96, 16}));
}

TEST(Contract, Fp8ScalesAreFiniteAndPositive) {
  EXPECT_LEGAL((a.cache_dtype = ROPEKV_FP8_E4M3, a.k_scale = 0.5F, a.v_scale = 2.0F));
  EXPECT_INVALID("k_scale is 0", (a.cache_dtype = ROPEKV_FP8_E4M3, a.v_scale = 1.0F));
  EXPECT_INVALID("v_scale is -1",
                 (a.cache_dtype = ROPEKV_FP8_E5M2, a.k_scale = 1.0F, a.v_scale = -1.0F));
  EXPECT_INVALID("k_scale is nan", (a.cache_dtype = ROPEKV_FP8_E5M2, a.k_scale = NAN));
  EXPECT_INVALID("k_scale is inf", (a.cache_dtype = ROPEKV_FP8_E5M2, a.k_scale = INFINITY));
  static const float behind_pointer = 0.0F;  // not readable from here, in general
  EXPECT_LEGAL(
      (a.cache_dtype = ROPEKV_FP8_E4M3, a.v_scale = 1.0F, a.k_scale_ptr = &behind_pointer));
}

TEST(Support, OursIsTheWholeInputSpace) {
  for (const int32_t page_size : {1, 2, 3, 16, 1 << 20, std::numeric_limits<int32_t>::max()}) {
    ropekv_args args = legal_args();
    args.page_size = page_size;
    args.k_buffer_stride = args.v_buffer_stride = {32 * int64_t{page_size}, 32, 16};
    EXPECT_EQ(check_support(kProductionDescription, args, nullptr), ROPEKV_OK) << page_size;
  }
  for (const int32_t table_dtype : {ROPEKV_F32, ROPEKV_F16, ROPEKV_BF16}) {
    ropekv_args args = legal_args();
    args.table_dtype = table_dtype;
    EXPECT_EQ(check_support(kProductionDescription, args, nullptr), ROPEKV_OK) << table_dtype;
  }
  for (const int32_t cache_dtype : {ROPEKV_BF16, ROPEKV_FP8_E4M3, ROPEKV_FP8_E5M2}) {
    ropekv_args args = legal_args();
    args.cache_dtype = cache_dtype;
    args.k_scale = args.v_scale = 0.5F;
    EXPECT_EQ(check_support(kProductionDescription, args, nullptr), ROPEKV_OK) << cache_dtype;
  }
}

TEST(Support, OursTakesEveryStyleAndTypeInPlaceAndNot) {
  for (const int32_t dtype : {ROPEKV_F32, ROPEKV_F16, ROPEKV_BF16}) {
    for (const int32_t index_dtype : {ROPEKV_INT32, ROPEKV_INT64}) {
      for (const int32_t style : {ROPEKV_STYLE_NEOX, ROPEKV_STYLE_INTERLEAVED}) {
        for (const bool in_place : {true, false}) {
          const auto change = [&](ropekv_args& a) {
            a.dtype = a.cache_dtype = dtype;
            a.position_dtype = a.slot_dtype = index_dtype;
            a.style = style;
            alignas(64) static std::byte apart[2][4096];
            if (in_place) return;
            a.q_rope = apart[0];
            a.k_rope = apart[1];
          };
          EXPECT_EQ(verdict(kProductionDescription, change).status, ROPEKV_OK)
              << dtype << index_dtype << style << in_place;
        }
      }
    }
  }
}

// By other rules it would be judged by other rules.
TEST(Support, OursDeclaresTheRulesOfTheContract) {
  const ropekv_description& d = kProductionDescription;
  EXPECT_TRUE(d.writes_k_rope && d.rotates_padded_k && d.skips_negative_slots && d.bounds_safe);
  EXPECT_TRUE(d.fp8_saturates && d.fixed_order);
  EXPECT_TRUE(d.in_place == 1 && d.out_of_place == 1);
  EXPECT_EQ(d.arith, ROPEKV_ARITH_F32);
  EXPECT_EQ(d.table, ROPEKV_TABLE_F32);
  EXPECT_EQ(d.ftz, 0);
  EXPECT_EQ(d.nan_payload, ROPEKV_NAN_PAYLOAD_KEPT);
  EXPECT_EQ(d.fp8_source, ROPEKV_FP8_SOURCE_F32);
  EXPECT_EQ(d.fp8_scaling, ROPEKV_FP8_DIVIDE);
}

TEST(Support, APageSizeOfOneIsFlatPoolsOnlyAndZeroIsAny) {
  ropekv_description d = kProductionDescription;
  const auto paged = [](ropekv_args& a) {
    a.page_size = 2;
    a.k_buffer_stride = a.v_buffer_stride = {64, 32, 16};
  };
  EXPECT_EQ(verdict(d, paged).status, ROPEKV_OK);
  d.max_page_size = 1;
  EXPECT_EQ(verdict(d, paged).status, ROPEKV_UNSUPPORTED);
  d.max_page_size = 2;
  EXPECT_EQ(verdict(d, paged).status, ROPEKV_OK);
}

TEST(Support, RejectsWhatTheDescriptionLeavesOut) {
  EXPECT_UNSUPPORTED("cache_dtype is 1: a cache holds the dtype of its input, 2",
                     a.cache_dtype = ROPEKV_F16);
  ropekv_description d = kProductionDescription;
  d.table_dtypes = 1U << ROPEKV_F32;
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "table_dtype is 2: production",
                 a.table_dtype = ROPEKV_BF16);
  d.cache_dtypes = d.dtypes;
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "cache_dtype is 3: production",
                 (a.cache_dtype = ROPEKV_FP8_E4M3, a.k_scale = a.v_scale = 1.0F));
  d.max_page_size = 1;
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "page_size is 16: production supports at most 1",
                 a.page_size = 16);
  d.styles = 1U << ROPEKV_STYLE_NEOX;
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "style is 1", a.style = ROPEKV_STYLE_INTERLEAVED);
  d.slot_dtypes = 1U << ROPEKV_INT32;
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "slot_dtype is 1", a.slot_dtype = ROPEKV_INT64);
  d.max_head_dim = 16;
  EXPECT_VERDICT(d, ROPEKV_OK, "", static_cast<void>(a));
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "v_head_dim is 18",
                 (a.v_head_dim = 18, a.v_stride = {36, 18}, a.v_buffer_stride = {36, 36, 18}));
  d.max_head_dim = 8;
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "head_dim is 16", static_cast<void>(a));
}

TEST(Support, TheCachesDtypeMattersWhereThereIsACache) {
  ropekv_description d = permissive();
  d.cache_dtypes = d.dtypes;
  const auto with = [](bool k_buffer, bool v_buffer) {
    return [=](ropekv_args& a) {
      a.cache_dtype = ROPEKV_FP8_E4M3;
      a.k_scale = a.v_scale = 1.0F;
      if (!k_buffer) a.k_buffer = nullptr;
      if (!v_buffer) a.v_buffer = nullptr;
    };
  };
  EXPECT_EQ(verdict(d, with(true, false)).status, ROPEKV_UNSUPPORTED);
  EXPECT_EQ(verdict(d, with(false, true)).status, ROPEKV_UNSUPPORTED);
  EXPECT_EQ(verdict(d, with(false, false)).status, ROPEKV_OK);
}

TEST(Support, HoldsToAlignmentAndToInPlaceOrNot) {
  ropekv_description d = kProductionDescription;
  d.min_alignment_bytes = 16;
  EXPECT_VERDICT(d, ROPEKV_OK, "", static_cast<void>(a));
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "v is 0x", a.v = bytes(a.v) + 8);
  d.in_place = 0;
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "q is 0x", a.k_rope = bytes(a.k) + 1024);
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "k is 0x", a.q_rope = bytes(a.q) + 1024);
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, " and q_rope is 0x", static_cast<void>(a));
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "does not run in place", static_cast<void>(a));
  EXPECT_VERDICT(d, ROPEKV_OK, "", (a.q_rope = bytes(a.q) + 1024, a.k_rope = bytes(a.k) + 1024));
  d.in_place = 1;
  d.out_of_place = 0;
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "q is 0x", a.q_rope = bytes(a.q) + 1024);
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "k is 0x", a.k_rope = bytes(a.k) + 1024);
  EXPECT_VERDICT(d, ROPEKV_UNSUPPORTED, "does not run out of place", a.k_rope = bytes(a.k) + 1024);
}

TEST(Reject, CutsALongMessageAndKeepsTheStatus) {
  ropekv_error error{};
  const std::string words(1000, 'x');
  EXPECT_EQ(reject(&error, ROPEKV_UNSUPPORTED, "%s", words.c_str()), ROPEKV_UNSUPPORTED);
  EXPECT_EQ(std::string(error.message), words.substr(0, sizeof(error.message) - 1));
}

}  // namespace
}  // namespace ropekv
