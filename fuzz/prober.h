// Runs the relatives of a failing case, and tells whether they fail in the same way.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/explain.h"
#include "fuzz/lane_judge.h"

namespace ropekv {

// Runs cases until one takes the device with it: after that nothing in this process can be
// trusted, and the finding is reported as far as it got.
class Prober {
 public:
  // `survives`: the judge runs cases in processes that may die.
  Prober(const JudgeCase& judge_case, const Judgement& original, bool survives);

  std::optional<Judgement> probe(const Case& c, const std::vector<std::string_view>& only);

  // Only the violated property is checked, and a candidate counts only if it fails the same one:
  // else shrinking slips from a rare bug to a common one.
  bool fails_alike(const Case& c);
  bool shows_it(const std::optional<Judgement>& judgement) const;
  // Of a neighbour that was run with `near_properties`.
  Seen seen(const std::optional<Judgement>& judgement) const;
  // The violated property, and all that look at one launch alone.
  std::vector<std::string_view> near_properties() const;
  // What relates launches, and may fail because the other one is wrong.
  bool is_metamorphic() const;

  bool device_lost() const { return device_lost_; }

 private:
  bool is_about_a_process() const;

  const JudgeCase& judge_case_;
  const std::string headline_;
  const Verdict verdict_;
  const std::string place_;  // for a crash: of which kind
  const bool survives_;
  bool device_lost_ = false;
};

}  // namespace ropekv
