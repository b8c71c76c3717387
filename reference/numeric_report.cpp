#include "reference/numeric_report.h"

namespace ropekv {

NumericStats& NumericStats::operator+=(const NumericStats& other) {
  computed += other.computed;
  pinned += other.pinned;
  finite += other.finite;
  for (int i = 0; i < kUlpBins; ++i) ulp_histogram[i] += other.ulp_histogram[i];
  return *this;
}

}  // namespace ropekv
