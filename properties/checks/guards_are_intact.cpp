// Nothing outside the tensors is written: the memory on both sides of every region keeps its
// poison. A write just before the cache (slot -1, sglang#33816) or just behind a row
// (sglang#35096) lands here.
#include "properties/checks/checks.h"

namespace ropekv::checks {

Found guards_are_intact(CheckContext& context) {
  return strays_at(context.trial, Trial::StrayPlace::kGuard);
}

}  // namespace ropekv::checks
