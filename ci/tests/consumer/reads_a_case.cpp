// The installed libraries and headers: a line becomes a case, and the case is judged.
#include <cstdio>
#include <string>

#include "properties/judge.h"
#include "reference/case_text.h"

int main() {
  std::string error;
  const auto c = ropekv::parse_case("rkv1:num_tokens=3,page_size=2", &error);
  const auto lane = ropekv::make_host_lane();
  const ropekv::Judgement judgement =
      ropekv::judge(c.value(), *ropekv::find_kernel("production"), *lane, {});
  std::printf("%s\n", ropekv::verdict_name(judgement.verdict).data());
  return judgement.verdict == ropekv::Verdict::kPassed ? 0 : 1;
}
