// Who hears of a campaign while it runs. The campaign itself never prints.
#pragma once

#include <cstdint>
#include <string_view>

#include "fuzz/campaign_result.h"

namespace ropekv {

class CampaignListener {
 public:
  virtual ~CampaignListener() = default;
  virtual void before_case(uint64_t case_idx, std::string_view line) = 0;
  virtual void after_case(uint64_t case_idx, std::string_view line, const Judgement& judgement) = 0;
  // A failure of a new kind, before it is shrunk: should shrinking hang or crash, the original
  // line is out already.
  virtual void before_shrinking(uint64_t case_idx, std::string_view line,
                                const Judgement& judgement) = 0;
  virtual void on_finding(const FindingRecord& finding) = 0;
  // One that the store held already, when the campaign starts.
  virtual void on_known(const FindingRecord& finding) = 0;
  virtual void on_progress(const CampaignResult& so_far) = 0;  // several times a second
};

}  // namespace ropekv
