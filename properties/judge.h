// From a case to a verdict.
#pragma once

#include <string>
#include <vector>

#include "properties/property.h"

namespace ropekv {

enum class Verdict : uint8_t {
  kPassed,
  kFailed,   // a property does not hold
  kCrashed,  // the launch ended with a CUDA error
  kHung,
  kFlaky,        // fails in some of several replays
  kMistrusted,   // ran, but proved too little
  kUnsupported,  // outside the kernel's support, or rejected cleanly
  kRefused,      // past the size class; nothing was allocated
};

// "PASSED".
std::string_view verdict_name(Verdict verdict);

struct Judgement {
  Verdict verdict = Verdict::kPassed;
  std::string reason;                     // for Unsupported, Refused, Crashed, Mistrusted
  std::vector<Violation> violations;      // the first is the headline: structural before numeric
  std::vector<std::string_view> checked;  // properties that were checked
  NumericStats numeric;                   // of q_rope and k_rope
  NumericStats cache_numeric;             // of K rows in the cache that are not simply k_rope
  int64_t elements_checked = 0;           // of q_rope, k_rope and both pools
  int64_t bytes_checked = 0;              // all memory looked at, guards included
  double launch_milliseconds = 0;
  Sum128 output_digest;
};

struct JudgeOptions {
  SizeClass size = SizeClass::kDefault;
  std::vector<std::string_view> only;  // these properties; empty: all
  // Of the metamorphic properties, which launch again, each case sees its turn of them only: a
  // function of the case. For campaigns; not with `only`.
  bool metamorphic_in_turns = false;
};

// Throws HarnessError, OutOfMemory, DeviceLost.
Judgement judge(const Case& c, const Kernel& kernel, Lane& lane, const JudgeOptions& options);

}  // namespace ropekv
