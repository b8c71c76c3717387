// The ledger of known failures (--ledger): cases that are not launched, since what they show is
// known and has an issue. One entry a line, '#' begins a comment:
//
//   KEYS | CASE | ISSUE | REASON
//
//   style=interleaved,num_tokens=65536..1000000 | rkv1:... | acme/rope#12 | grid of one dimension
//
// KEYS are pairs that a quarantined case has, all of them (numbers may be LOW..HIGH), or `only`:
// CASE alone. CASE is one of these, and shows the failure: it is replayed when the campaign ends,
// and an entry whose case fails no more fails the run.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/case.h"

namespace ropekv {

// Whether a case has a key's value, or one of a range of numbers.
struct KeyRule {
  std::string key, value;
  std::optional<std::pair<int64_t, int64_t>> range;

  bool holds(const Case& c) const;
  bool operator==(const KeyRule&) const = default;
};

struct KnownFailure {
  std::vector<KeyRule> rules;  // empty: its case only
  Case example;
  std::string issue, reason;
  std::string place;  // "FILE:3"

  bool covers(const Case& c) const;
};

class KnownFailures {
 public:
  KnownFailures() = default;
  // Throws CommandError, which names file and line.
  static KnownFailures parse(std::string_view path, std::string text);
  static KnownFailures read(const std::string& path);

  // The first entry that covers the case; null: none does.
  const KnownFailure* covering(const Case& c) const;
  const std::vector<KnownFailure>& entries() const { return entries_; }
  // As it was parsed, to be sent to workers.
  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }

 private:
  std::string path_, text_;
  std::vector<KnownFailure> entries_;
};

}  // namespace ropekv
