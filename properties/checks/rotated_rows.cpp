#include "properties/checks/rotated_rows.h"

#include <algorithm>

#include "properties/bad_element.h"

namespace ropekv::checks {

RotatedRows::RotatedRows(const Trial& trial) {
  for (int i = 0; i < 2; ++i) codes[i] = trial.read_rows(kRotated[i]);
}

void compare_rotated(const Problem& problem, const RotatedRows& one, const RotatedRows& two,
                     std::string_view want, std::string_view what, Violation* violation) {
  for (int i = 0; i < 2; ++i) {
    const auto place = problem.place(kRotated[i]);
    if (!place || one.codes[i] == two.codes[i]) continue;
    const View& view = *place->view;
    for (int64_t token = 0; token < view.num_rows; ++token) {
      if (!problem.promises(kRotated[i], token)) continue;
      for (int64_t head = 0; head < view.num_heads; ++head) {
        const auto begin = one.codes[i].begin() + (token * view.num_heads + head) * view.dim;
        const auto other = two.codes[i].begin() + (token * view.num_heads + head) * view.dim;
        const auto [at, differs] = std::mismatch(begin, begin + view.dim, other);
        if (at == begin + view.dim) continue;
        if (++violation->errors > 4) continue;
        const Coordinate where{token, head, at - begin};
        violation->elements.push_back({place_name(problem, kRotated[i], where), std::string(want),
                                       show_code(problem.c.dtype, *differs), std::string(what)});
      }
    }
  }
}

}  // namespace ropekv::checks
