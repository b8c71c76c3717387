// One launch and what it left behind: paints guards, poison and data, launches, and answers
// questions about the memory afterwards.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "properties/lane.h"
#include "properties/problem.h"

namespace ropekv {

// Where another launch has the elements of this one.
struct Correspondence {
  std::vector<int64_t> token;  // of q_rope and k_rope; empty: the same. More tokens may follow.
  std::vector<int64_t> dim;    // of q_rope, k_rope and k_buffer; empty: the same
};

// Elements by coordinate, [num_rows, num_heads, dim], whatever the strides.
using Codes = std::vector<uint32_t>;

class Trial {
 public:
  // Takes the lane's arena; one trial per lane at a time.
  Trial(const Problem& problem, const Kernel& kernel, Lane& lane, Poison poison);

  // Paints everything anew, launches in the scenario of the case, and waits. May be called again.
  const LaunchResult& run(HostLaunch how = {});

  // The same in pieces, for a property that changes something in between.
  void paint();
  const LaunchResult& launch(HostLaunch how = {});  // plainly, once, with args()
  const LaunchResult& launch(const ropekv_args& args, HostLaunch how = {});
  void write_rows(Tensor input, const Codes& codes);  // q, k or v
  void write_indices(const std::vector<int64_t>& positions, const std::vector<int64_t>& slots);
  void write_table(const std::vector<uint32_t>& f32_bits);  // [max_position, rotary_dim]
  void restore_inputs();  // q, k and v as painted: what a launch in place has overwritten
  // The inputs as painted, each element where `where` has it.
  void rearrange_inputs(std::span<const Tensor> inputs, const Correspondence& where);

  // For the runs from here on.
  void use_poison(Poison poison);
  // Pools are neither painted nor held to the poison: before each launch they are copied aside, and
  // what is not a row of this launch must be equal to the copy.
  void keep_pools();

  ropekv_args args() const { return problem_.args(arena_); }

  const Problem& problem() const { return problem_; }
  const Kernel& kernel() const { return kernel_; }
  Lane& lane() const { return lane_; }
  const Poison& poison() const { return poison_; }
  const LaunchResult& result() const { return result_; }

  // What follows looks at the memory as the last launch left it. What is asked of nearly every
  // launch is asked together, and kept until something is written (trial_answers.cpp).

  // q, k, v, q_rope, k_rope: every row. Caches: the rows of problem().model.owned, in its order.
  Codes read_rows(Tensor tensor) const;
  uint32_t code_at(Tensor tensor, Coordinate at) const;

  // Rows against a rule; caches: owned rows. Empty tally if the launch has no such tensor. Index:
  // (row * num_heads + head) * dim + d, for caches the row is an index into model.owned.
  Tally audit(Tensor tensor, RowRule rule) const;
  // Index arrays, the table and the device scales: bytes that differ from what was painted.
  Tally audit_indices(Tensor tensor) const;

  // Memory that is no row of a tensor - guards, gaps, untouched slots - and was written all the
  // same: how many bytes. One scan of the whole arena, made once after each launch.
  int64_t num_stray_bytes() const;
  // Where. Slow, and only worth asking if there are any.
  enum class StrayPlace { kGuard, kGap, kUntouchedSlot };
  struct Stray {
    StrayPlace place;
    Tensor tensor;      // the nearest, for a guard
    Coordinate at;      // kUntouchedSlot
    int64_t offset;     // in the arena, in bytes
    std::string where;  // in words
  };
  struct Strays {
    int64_t bytes = 0;         // of this place
    std::vector<Stray> first;  // a few
  };
  Strays strays(StrayPlace place) const;
  // Nothing of an output was written: its memory holds nothing but poison.
  Tally audit_untouched(Tensor tensor) const;

  // A region as it is now, to be read until the lane is called again.
  const std::byte* look_at(size_t region_idx) const;
  // Of the rows of q_rope and k_rope, and of what each token left in the caches: by token, head and
  // dim, so that it does not depend on where anything lies. Left out: what is nobody's promise, and
  // slots with several tokens.
  Sum128 output_digest() const;
  // The same for the first tokens, each element read where `where` has it.
  Sum128 output_digest_elsewhere(const Correspondence& where, int64_t num_tokens) const;

 private:
  // trial.cpp
  void claim();
  void upload_notes();
  void lay_out_image();
  void cut_into_segments();
  void before_launch();
  void after_launch();
  const LaunchResult& launch_in_scenario(HostLaunch how);
  std::byte* at(int64_t offset) const { return static_cast<std::byte*>(arena_) + offset; }

  // trial_paint.cpp
  void paint_background(Painting* work);
  void paint_edge(int64_t begin, int64_t end);
  void paint_inputs(Painting* work);
  void paint_indices(Painting* work);
  void paint_other_contents();
  std::vector<MemoryCopy> contents_of_producer() const;

  // trial_audit.cpp
  RowSet rows_of(const View& view, size_t region_idx) const;
  RowSet rows_of(Tensor tensor) const;
  RowData data_of(Tensor tensor) const;
  const uint8_t* skipped_tokens(Tensor tensor) const;
  RowCheck row_check(Tensor tensor, RowRule rule) const;

  // trial_elsewhere.cpp
  void upload_maps(const Correspondence& where) const;
  RowSet elsewhere(RowSet rows, const Correspondence& where, bool tokens, bool dims) const;
  std::vector<RowDigest> row_digests() const;
  static Sum128 sum_of(const std::vector<RowDigest>& asked, const std::vector<WordSums>& sums);

  // trial_answers.cpp
  using RowQuestion = std::pair<Tensor, RowRule>;
  struct Inquiry {
    std::set<RowQuestion> rows;
    std::set<Tensor> indices;
    bool digest = false;
    bool strays = false;
  };
  Inquiry asked_of_every_launch() const;
  Inquiry asked_of_first_launches() const;
  void ask(Inquiry inquiry) const;

  // trial_strays.cpp
  struct Segment {  // of the arena's painted memory, by what it held before the launch
    enum class Holds { kPoison, kZero, kCopy };
    int64_t begin, end;
    Holds holds;
    const std::byte* copy;
    bool is_pool = false;  // which no kernel reads
  };
  struct Piece {  // a region, or what lies between two
    int64_t begin, end;
    std::optional<size_t> region_idx;
  };
  LinearScan scan_of(const Segment& segment, int64_t begin, int64_t end) const;
  int64_t scan(const Segment& segment, int64_t begin, int64_t end) const;
  int64_t num_new_zero_pages(const Segment& segment, ByteRange touched) const;
  int64_t num_differing(int64_t begin, int64_t end) const;
  void ask_about_strays(Questions* questions) const;
  int64_t num_strays_of(const Answers& answers) const;
  int64_t num_differing_known(size_t region_idx, bool from_poison = false) const;
  std::vector<RowSet> known_rows(size_t region_idx) const;
  Background background_of(size_t region_idx) const;
  std::vector<std::byte> before(int64_t begin, int64_t end) const;

  // trial_locate.cpp
  std::vector<Piece> pieces() const;
  void locate_strays(const Piece& piece) const;
  void locate_in(const Piece& piece, int64_t begin, int64_t end) const;
  void note_stray(const Piece& piece, int64_t offset) const;
  Stray guard_stray(const Piece& piece, int64_t offset) const;

  const Problem& problem_;
  const Kernel& kernel_;
  Lane& lane_;
  Poison poison_;
  void* arena_ = nullptr;
  LaunchResult result_;

  uint64_t tenancy_;
  bool keeps_pools_ = false;
  // In the lane's notes.
  const OwnedSlot* owned_ = nullptr;
  const int64_t* unspecified_ = nullptr;
  const int64_t* next_token_ = nullptr;    // null: no slot has two tokens
  const uint8_t* bad_tokens_ = nullptr;    // null: no token is bad
  const uint8_t* loose_k_rows_ = nullptr;  // bad, or padded and not promised; null: none
  // In the lane's image: each region as painted (inputs, index arrays) or as it was (kept pools).
  std::vector<std::byte*> image_of_region_;  // null: none
  std::byte* index_images_ = nullptr;        // of all index regions, one behind the other
  mutable int64_t* maps_ = nullptr;          // in the lane's maps: tokens, then dims
  bool inputs_are_in_image_ = false;
  bool indices_are_in_image_ = false;
  std::vector<Segment> segments_;
  std::vector<ByteRange> pages_before_;  // of sparse pools

  struct Known {
    std::map<RowQuestion, Tally> rows;
    std::map<Tensor, Tally> indices;
    std::optional<Sum128> digest;
    std::optional<int64_t> num_stray_bytes;
    std::optional<std::array<Strays, 3>> strays;
  };
  mutable Known known_;
};

}  // namespace ropekv
