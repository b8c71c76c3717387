// Of a campaign whose result is all that a test wants.
#pragma once

#include "fuzz/campaign_listener.h"

namespace ropekv {

class Silent : public CampaignListener {
 public:
  void before_case(uint64_t, std::string_view) override {}
  void after_case(uint64_t, std::string_view, const Judgement&) override {}
  void before_shrinking(uint64_t, std::string_view, const Judgement&) override {}
  void on_finding(const FindingRecord&) override {}
  void on_known(const FindingRecord&) override {}
  void on_progress(const CampaignResult&) override {}
};

}  // namespace ropekv
