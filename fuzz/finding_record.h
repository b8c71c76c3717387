// A finding as it is kept: everything a person needs is text, so that a store needs no kernel to
// show it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fuzz/finding.h"
#include "fuzz/run_context.h"

namespace ropekv {

struct FindingRecord {
  std::string signature;
  std::string headline;
  Verdict verdict = Verdict::kFailed;
  uint64_t case_idx = 0;  // the lowest that showed it
  std::string line;       // as the campaign made it
  std::string minimal_line;
  int replays = 0;  // of the minimal line
  int replays_failed = 0;
  std::string explanation;         // which keys matter, in a sentence; may be empty
  std::vector<std::string> shows;  // symptoms of the minimal line and of its neighbours
  std::string page;
  std::string replay;     // the command
  std::string file_name;  // for the corpus
  std::string file_text;
  uint64_t num_cases = 1;  // that showed it; follows from the blocks

  bool operator==(const FindingRecord&) const = default;
};

FindingRecord make_record(const Finding& finding, const std::string& signature,
                          const RunContext& context);

// Something died, and not because of its case alone: an observation of the campaign, not the
// verdict of a case.
struct Observation {
  std::string signature;
  uint64_t case_idx = 0;           // at which it died
  std::string sentence;            // "dies with SIGSEGV after case 12, but not alone"
  std::vector<std::string> lines;  // the chain that dies, in order; one line if none was found
  int tries = 1;
  int deaths = 1;

  auto operator<=>(const Observation&) const = default;
};

// The finding that observations of one signature make; not empty.
FindingRecord record_of(const std::vector<Observation>& observations, const RunContext& context);

}  // namespace ropekv
