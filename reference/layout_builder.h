// Makes the regions of a layout. Strides of legal values fit in 64 bits by far; extents need not,
// so they are computed in 128.
#pragma once

#include <initializer_list>

#include "reference/layout.h"

namespace ropekv {

class LayoutBuilder {
 public:
  explicit LayoutBuilder(const Case& c) : c_(c) {}

  // False if the bytes of all regions do not fit in 63 bits: then the layout is of no use.
  bool build(Layout* out);

 private:
  __extension__ using Wide = __int128;

  struct HeadRows {  // the head rows of one token
    Tensor tensor;
    int64_t num_heads, dim;
    Padding pad;
    int64_t head_stride() const { return dim + pad.head; }
    int64_t width() const { return num_heads * head_stride(); }
  };

  void add_inputs();
  void add_outputs();
  void add_pools();
  void add_stacked_pools(const View& k, View v);
  void add_indices_and_table();
  void add_scales();

  void add_rows(const HeadRows& rows, RowOrder order);
  void add_fused(std::initializer_list<HeadRows> parts);
  void add_vector(Tensor tensor, int64_t element_bytes, int64_t num_rows, int64_t dim);
  View pool(Tensor tensor, int64_t dim, int64_t slot_width, const Padding& pad,
            int64_t page_pad) const;
  // The views lie in the order of their offsets. The region ends flush: nothing behind the last
  // element but the guard.
  void add_region(int64_t element_bytes, std::initializer_list<View> views);

  const Case& c_;
  Layout layout_;
  Wide total_bytes_ = 0;
  bool fits_ = true;
};

}  // namespace ropekv
