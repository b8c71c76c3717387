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
  bool fails_alike(const Case& c) { return shows_it(probe_alike(c)); }
  // The same look at it. With all properties a history may end earlier, in a step where another one
  // fails, so replays are of this kind, too.
  std::optional<Judgement> probe_alike(const Case& c);
  bool shows_it(const std::optional<Judgement>& judgement) const;
  // Of a neighbour that was run with `near_properties`. A history that another property ended is
  // run once more.
  Seen seen(const Case& c, const std::optional<Judgement>& judgement);
  // The violated property, and all that look at one launch alone.
  std::vector<std::string_view> near_properties() const;
  // What relates launches, and may fail because the other one is wrong.
  bool is_metamorphic() const;

  // Where it is not, a property fails.
  bool is_about_a_process() const;
  bool device_lost() const { return device_lost_; }

 private:
  Seen seen_in(const std::optional<Judgement>& judgement) const;

  const JudgeCase& judge_case_;
  const std::string headline_;
  const Verdict verdict_;
  const std::string place_;  // for a crash: of which kind
  const bool survives_;
  bool device_lost_ = false;
};

}  // namespace ropekv
