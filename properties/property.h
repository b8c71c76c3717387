// A property: a claim about every legal launch, when it applies, and how to look for a violation.
// Adding one: a file in checks/, and one line in property_list.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "properties/trial.h"
#include "reference/hash.h"
#include "reference/numeric_report.h"

namespace ropekv {

// One bad element, with everything a person needs to see.
struct BadElement {
  std::string place;  // "k_buffer[slot 5, head 0, dim 7]"
  std::string want;   // legal values, with their codes
  std::string got;
  std::string what;  // what the wrong value is: poison, the unrotated input, ...; may be empty
};

struct Violation {
  std::string_view property;
  std::string sentence;  // when no element says it; may be empty
  int64_t errors = 0;
  int64_t total = 0;                 // of the elements (or bytes) that were looked at
  std::vector<BadElement> elements;  // the first few
};

// What the checks of a case share. Checks run in the order of the list: those that look at the
// first launch's memory before those that launch again.
struct CheckContext {
  Trial& trial;
  Sum128 first_digest{};    // of the first launch's outputs
  bool clean = true;        // no property was violated so far
  int64_t elements = 0;     // of q_rope, k_rope and both pools that were looked at
  NumericReport numeric{};  // filled by the checks against the accept-set
};

// Within each kind, every property has a fault that no other of its kind sees
// (tests/each_alone_test.cpp).
enum class PropertyKind : uint8_t {
  kLaunch,       // what the launch itself said
  kStructural,   // which bytes were touched
  kNumeric,      // what was computed
  kMetamorphic,  // how launches relate; holds without the reference
};

struct Property {
  std::string_view name;
  std::string_view claim;       // in words
  std::string_view bug_class;   // what it is there to find, with rows of the bug museum
  std::string_view mutant;      // a registered mutant that it kills, or a fault of a test
  std::string_view applies_to;  // in words
  PropertyKind kind;
  bool when_rejected;  // looks at a launch that the kernel rejected, too
  bool (*applies)(const Case& c, const Kernel& kernel, const Lane& lane);
  std::optional<Violation> (*check)(CheckContext& context);
};

std::span<const Property> all_properties();
const Property* find_property(std::string_view name);

}  // namespace ropekv
