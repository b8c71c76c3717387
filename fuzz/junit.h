// A campaign as JUnit XML (--junit): a test case for each property, failures with their pages.
#pragma once

#include <string>
#include <vector>

#include "fuzz/campaign_result.h"
#include "fuzz/identity.h"

namespace ropekv {

// `only`: the properties in force; empty: all.
std::string junit_text(const CampaignResult& result, const Identity& identity,
                       const std::string& device, const std::vector<std::string>& only);

// What stands in the file until the campaign ends: should it be killed, CI shows an error and not
// yesterday's result.
std::string junit_before_the_end(const Identity& identity, const std::string& device);

}  // namespace ropekv
