#include "fuzz/autopsy.h"

#include <fmt/format.h>

#include "fuzz/signature.h"

namespace ropekv {
namespace {

class Examiner {
 public:
  Examiner(const AutopsyRequest& request, const RunChain& run_chain)
      : request_(request), case_idx_(request.death.case_idx), run_chain_(run_chain) {}

  Autopsy examine() {
    for (const uint64_t case_idx : request_.each_alone) {
      result_.given[case_idx] = run_alone(case_idx).judgement;
    }
    const ChainEnd alone = run_alone(case_idx_);
    result_.given[case_idx_] = alone.judgement;
    line_ = alone.line;
    if (alone.died || request_.only_alone) return result_;
    // Someone else's SIGKILL says nothing about a case that lives when left alone.
    if (request_.death.from_outside) return result_;
    explain();
    return result_;
  }

 private:
  // A SIGKILL from outside may strike this one as well; a case that the system always kills, for
  // its memory, dies each time.
  ChainEnd run_alone(uint64_t case_idx) {
    ChainEnd end = run_chain_({case_idx});
    for (int i = 0; i < 2 && end.died && end.from_outside; ++i) end = run_chain_({case_idx});
    return end;
  }

  bool dies_after(std::vector<uint64_t> before) {
    before.push_back(case_idx_);
    const ChainEnd end = run_chain_(before);
    return end.died && !end.from_outside;
  }

  void explain() {
    const std::vector<uint64_t>& before = request_.before;
    if (before.empty()) return observe("seen_once", "once, and not when run again", {}, 2, 1);
    if (dies_after({before.back()})) {
      return blame(before.back(), "after_predecessor", "right after case {}, but not alone");
    }
    if (before.size() < 2 || !dies_after(before)) {
      return observe("seen_once", "once, and not when what its process had run was run again", {},
                     2, 1);
    }
    const std::vector<uint64_t> fewest = bisect(before);
    if (fewest.size() == 1) {
      return blame(fewest[0], "poisoned", "some time after case {}, but not alone");
    }
    observe("poisoned",
            fmt::format("after {} cases of its process, {} .. {}, but not after half of them",
                        fewest.size(), fewest.front(), fewest.back()),
            {}, 2, 2);
  }

  // Halves of the batch as long as one of them is enough.
  std::vector<uint64_t> bisect(std::vector<uint64_t> enough) {
    while (enough.size() > 1) {
      const auto middle = enough.begin() + static_cast<ptrdiff_t>(enough.size() / 2);
      const std::vector<uint64_t> late(middle, enough.end());
      const std::vector<uint64_t> early(enough.begin(), middle);
      if (dies_after(late)) {
        enough = late;
      } else if (dies_after(early)) {
        enough = early;
      } else {
        break;
      }
    }
    return enough;
  }

  void blame(uint64_t culprit, std::string_view kind, std::string_view sentence) {
    const ChainEnd alone = run_alone(culprit);
    result_.given[culprit] = alone.judgement;
    if (alone.died) return;  // late: what it did was noticed in the next case
    int deaths = 0;
    for (int i = 0; i < kReplays; ++i) deaths += dies_after({culprit}) ? 1 : 0;
    observe(kind, fmt::format(fmt::runtime(sentence), culprit), {alone.line}, kReplays, deaths);
  }

  void observe(std::string_view kind, const std::string& sentence, std::vector<std::string> lines,
               int tries, int deaths) {
    const std::string how = request_.death.hung ? "hung" : death_name(request_.death.how);
    lines.push_back(line_);
    result_.observation =
        Observation{fmt::format("{}|crashed_in_company|{} {}", request_.kernel, how, kind),
                    case_idx_,
                    fmt::format("{} while {}, {}", request_.death.how,
                                phase_name(request_.death.phase), sentence),
                    std::move(lines),
                    tries,
                    deaths};
  }

  static constexpr int kReplays = 3;
  const AutopsyRequest& request_;
  const uint64_t case_idx_;
  const RunChain& run_chain_;
  std::string line_;
  Autopsy result_;
};

}  // namespace

Autopsy perform_autopsy(const AutopsyRequest& request, const RunChain& run_chain) {
  return Examiner(request, run_chain).examine();
}

}  // namespace ropekv
