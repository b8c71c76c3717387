// Every property has a fault that no other property of its kind sees: a check without one would be
// removed. For relations this is a fault that kernel and oracle may have in common, since neither
// structure nor numbers are asked; `rejection_touches_nothing` and its kin are always asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "properties/tests/faults.h"
#include "properties/tests/serving_faults.h"
#include "reference/case_text.h"

namespace ropekv {
namespace {

using namespace testing;

constexpr std::string_view kHere = "a fault in properties/tests/each_alone_test.cpp";

struct Row {
  std::string_view property;
  std::string_view mutant;  // registered, or kHere
  Kernel kernel;
  std::string line;
};

Row row(std::string_view property, Kernel kernel, std::string keys) {
  return {property, kHere, kernel, "rkv1:num_tokens=6," + keys};
}

Row row(std::string_view property, std::string_view mutant, std::string keys) {
  const Kernel* kernel = find_kernel(mutant);
  if (!kernel) throw std::invalid_argument(std::string(mutant) + " is not registered");
  return {property, mutant, *kernel, "rkv1:num_tokens=6," + keys};
}

// Six tokens, heads in groups of two, room around everything, and nothing at the end of anything.
const std::string kShape = "num_qo_heads=4,num_kv_heads=2,head_dim=16";
const std::string kRoomy = kShape + ",rotary_dim=8,q_rope_pad=4:2,num_slots=16,slots=iota:4";
const std::string kPlain = kShape + ",num_slots=16,slots=iota:4";
const std::string kPaged = kShape + ",page_size=4,num_slots=16,slots=iota:4";

ropekv_status rejects(ropekv_error* error, const char* why) {
  std::strcpy(error->message, why);
  return ROPEKV_UNSUPPORTED;
}

std::vector<Row> launch_rows() {
  Kernel bf16_only = tampered(
      [](const ropekv_args&, HostLaunch, ropekv_error* error) { return rejects(error, ""); });
  bf16_only.description.dtypes = 1u << ROPEKV_BF16;
  return {
      row("launch_succeeds",
          tampered([](const ropekv_args&, HostLaunch, ropekv_error* error) -> ropekv_status {
            rejects(error, "invalid configuration argument");
            return ROPEKV_LAUNCH_FAILED;
          }),
          kPlain),
      row("declared_support_is_kept",
          tampered([](const ropekv_args&, HostLaunch, ropekv_error* error) {
            return rejects(error, "rotary_dim is 16: it is not in my list");
          }),
          kPlain),
      row("rejection_touches_nothing", bf16_only, kPlain),
  };
}

std::vector<Row> structural_rows() {
  return {
      row("stays_inside_its_tensors", "mutant/reads_one_cos_sin_past_row",
          kPlain + ",memory=fence_end,positions=descending:63"),
      row("guards_are_intact", "mutant/q_row_runs_one_element_over", kPlain),
      row("inputs_are_unchanged", "mutant/input_k_scribbled", kRoomy),
      row("gaps_keep_their_bytes", "mutant/cache_row_runs_one_element_over",
          kShape + ",k_buffer_pad=4:2,num_slots=16,slots=iota:4"),
      row("untouched_slots_keep_their_bytes", "mutant/minus_one_becomes_slot_zero",
          kRoomy + ",holes=every:3"),
      row("v_is_copied_bitwise", "mutant/v_through_float",
          kShape + ",v_head_dim=256,dtype=bf16,values=special"),
      row("k_row_equals_k_rope", "mutant/k_rope_not_written", kShape + ",in_place=yes"),
      row("tails_pass_through_bitwise", "mutant/tail_through_float",
          kRoomy + ",dtype=bf16,values=bits"),
      row("every_rotated_element_is_written", "mutant/nan_not_stored",
          kShape + ",cache=none,values=special"),
  };
}

std::vector<Row> numeric_rows() {
  return {
      row("q_and_k_lie_in_the_accept_set", "mutant/table_rounded_to_input", kRoomy + ",dtype=bf16"),
      row("cached_k_lies_in_the_accept_set", "mutant/fp8_quantises_rounded_k",
          kShape + ",dtype=bf16,cache_dtype=e4m3,num_slots=16,data_seed=1"),
  };
}

// What a launch computes: numbers that no oracle gives. The kernel that flushes subnormals is held
// to V and the tails only where launches are compared, or its partner would see it too.
std::vector<Row> invariance_rows() {
  // All sines of position 1 are positive, and the table has no room to move to.
  const std::string at_one = kPlain + ",max_position=2,positions=same:1";
  Row flushes = row("identity_table_changes_nothing", "mutant/flushes_subnormals",
                    kPlain + ",table=identity,values=tiny");
  flushes.kernel = without_fixed_order(flushes.kernel);
  return {
      flushes,
      row("rotating_back_restores", tampered(run_with_unsigned_sines), at_one),
      row("rotation_keeps_the_norm_of_each_pair", without_fixed_order(tampered(run_with_scaled_q)),
          at_one),
      row("scores_depend_on_distance_only", "mutant/positions_above_4096_clamped",
          kPlain + ",max_position=8192"),
      row("fused_equals_unfused", "mutant/table_rounded_to_input",
          kPlain + ",dtype=bf16,table=wild"),
  };
}

// How a launch is made. Tokens 30 and 31 have one position, until they are moved.
std::vector<Row> form_rows() {
  return {
    row("thread_order_does_not_matter", "mutant/unrotated_k_stored_by_q_thread", kPlain),
        row("padding_writes_nothing", "mutant/minus_one_wraps_to_last_slot",
            "num_slots_given=4," + kPlain),
        {"token_order_does_not_matter", "mutant/q_position_of_previous_token_at_warp_edge",
         *find_kernel("mutant/q_position_of_previous_token_at_warp_edge"),
         "rkv1:num_tokens=32,positions=list:0..30+30"},
        {"batch_split_changes_nothing", "mutant/single_token_loses_last_head_of_v",
         *find_kernel("mutant/single_token_loses_last_head_of_v"), "rkv1:num_tokens=2," + kPlain},
        row("more_tokens_change_nothing", ROPEKV_AFTER(if (args.num_tokens > 6) spoil(args.q_rope)),
            kPlain),
        row("heads_are_independent", "mutant/odd_last_head_skipped", kPlain + ",data_seed=1"),
        row("launching_twice_equals_once", tampered(run_with_rows_added), kPlain),
        row("serving_history_holds", tampered(run_with_old_rows_kept),
            kShape + ",page_size=4,num_slots=16,scenario=serving:4:30"),
  };
}

// Where tensors lie.
std::vector<Row> layout_rows() {
  return {
      row("nhd_equals_hnd", "mutant/hnd_read_as_nhd", kPaged),
      row("flat_equals_paged", "mutant/last_slot_of_page_goes_to_next_page",
          kShape + ",num_slots=32,slots=iota:12"),
      row("in_place_equals_out_of_place", "mutant/in_place_partner_overwritten", kPlain),
      row("neox_equals_interleaved", "mutant/interleaved_treated_as_neox", kPlain),
      row("alignment_changes_nothing", "mutant/q_base_rounded_down", kPlain),
  };
}

std::vector<Row> all_rows() {
  std::vector<Row> all;
  for (const auto& rows : {launch_rows(), structural_rows(), numeric_rows(), invariance_rows(),
                           form_rows(), layout_rows()}) {
    all.insert(all.end(), rows.begin(), rows.end());
  }
  return all;
}

std::vector<std::string_view> names_of(PropertyKind kind) {
  std::vector<std::string_view> names;
  for (const Property& property : all_properties()) {
    if (property.kind == kind) names.push_back(property.name);
  }
  return names;
}

class Property_ : public ::testing::TestWithParam<const Property*> {};

TEST_P(Property_, SeesAFaultThatNoOtherOfItsKindSees) {
  const Property& property = *GetParam();
  const std::vector<Row> rows = all_rows();
  const auto found = std::ranges::find(rows, property.name, &Row::property);
  ASSERT_NE(found, rows.end()) << "has no fault of its own: give it one, or remove it";
  EXPECT_EQ(property.mutant, found->mutant);
  std::string error;
  const auto c = parse_case(found->line, &error);
  ASSERT_TRUE(c) << error;
  const auto lane = make_host_lane();
  const Judgement judgement =
      judge(*c, found->kernel, *lane, {SizeClass::kDefault, names_of(property.kind)});
  EXPECT_THAT(violated(judgement), ::testing::ElementsAre(property.name)) << found->line << '\n'
                                                                          << judgement.reason;
}

TEST(EveryRow, IsOfAProperty) {
  for (const Row& r : all_rows()) EXPECT_NE(find_property(r.property), nullptr) << r.property;
}

std::vector<const Property*> properties() {
  std::vector<const Property*> all;
  for (const Property& property : all_properties()) all.push_back(&property);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Every, Property_, ::testing::ValuesIn(properties()),
                         [](const auto& info) { return std::string(info.param->name); });

}  // namespace
}  // namespace ropekv
