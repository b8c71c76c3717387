#include "properties/dimensions.h"

#include "properties/gen/dimension_parts.h"

namespace ropekv {

const std::vector<Dimension>& all_dimensions() {
  static const std::vector<Dimension> dimensions = [] {
    using namespace gen_parts;
    std::vector<Dimension> all;
    for (auto& room : {shape_dimensions(), mode_dimensions(), place_dimensions(), pool_dimensions(),
                       index_dimensions(), data_dimensions()}) {
      all.insert(all.end(), room.begin(), room.end());
    }
    return all;
  }();
  return dimensions;
}

std::string FlatChoice::name() const {
  const std::string_view dimension = all_dimensions()[dimension_idx].name;
  return std::string(dimension) + '=' + std::string(choice->name);
}

const std::vector<FlatChoice>& all_choices() {
  static const std::vector<FlatChoice> choices = [] {
    std::vector<FlatChoice> all;
    const auto& dimensions = all_dimensions();
    for (size_t i = 0; i < dimensions.size(); ++i) {
      for (const Choice& choice : dimensions[i].choices) {
        all.push_back({static_cast<int>(i), &choice});
      }
    }
    return all;
  }();
  return choices;
}

void find_choices(const Case& c, std::vector<uint16_t>* out) {
  out->clear();
  const auto& choices = all_choices();
  for (size_t i = 0; i < choices.size(); ++i) {
    if (choices[i].choice->matches(c)) out->push_back(static_cast<uint16_t>(i));
  }
}

}  // namespace ropekv
