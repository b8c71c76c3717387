// For a block whose events nobody wants to hear.
#pragma once

#include "fuzz/block_runner.h"

namespace ropekv {

class NoHooks : public BlockHooks {
 public:
  void before_generating(uint64_t) override {}
  void before_case(uint64_t, const std::string&) override {}
  void after_case(uint64_t, const std::string&, const Judgement&) override {}
  bool stop_asked() override { return false; }
};

}  // namespace ropekv
