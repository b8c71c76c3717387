// From the drawn parts to one legal case within the size class.
#pragma once

#include "properties/gen/draws.h"
#include "properties/problem.h"

namespace ropekv::gen_parts {

struct Parts {
  Shape shape;
  Modes modes;
  Scales scales;
  Scenario scenario;
  Places places;
  Pool pool;
  Indices indices;
  Data data;
  Budget budget;
};

rc::Gen<Parts> all_parts();

// Joined, nothing cut yet.
Case join(const Parts& parts);
Case assemble(const Parts& parts, SizeClass size);

}  // namespace ropekv::gen_parts
