// The README shows a failure page: it is the one that its command prints today.
#include "fuzz/tests/run_command.h"

namespace ropekv {
namespace {

std::vector<std::string> page_of_readme() {
  std::vector<std::string> page;
  std::istringstream text(read_whole("README.md"));
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("    FAILED ") || (!page.empty() && line.starts_with("      "))) {
      page.push_back(line.substr(4));
    } else if (!page.empty()) {
      break;
    }
  }
  return page;
}

TEST(Readme, ShowsTheFailurePageThatItsCommandPrints) {
  const CommandOutput output =
      run_ropekv({"fuzz", "--kernel", "mutant/minus_one_wraps_to_last_slot", "--device", "host",
                  "--seed", "1", "--stop-on-first"});
  const auto page = page_of_readme();
  ASSERT_GT(page.size(), 8u);
  for (const std::string& line : page) {
    if (line.starts_with("  shrunk ")) continue;  // says how long it took
    EXPECT_NE(output.out.find(line + '\n'), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace ropekv
