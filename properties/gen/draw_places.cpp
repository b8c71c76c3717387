#include "properties/gen/draws.h"
#include "reference/layout.h"

namespace ropekv::gen_parts {
namespace {

namespace gen = rc::gen;

rc::Gen<Padding> paddings() {
  const auto amounts = gen::element<int64_t>(0, 0, 1, 2, 3, 7, 8, 16, 64, 130);
  return gen::apply(
      [](bool padded, int64_t token, int64_t head) {
        return padded ? Padding{token, head} : Padding{};
      },
      one_in(3), amounts, amounts);
}

// Some tensors, or one alone: a kernel that looks at the alignment of one of them decides by it.
rc::Gen<Misaligned> misalignments() {
  const auto subsets =
      gen::oneOf(gen::inRange<uint32_t>(1, 1u << kNumTensors),
                 gen::map(gen::inRange(0, kNumTensors), [](int tensor) { return 1u << tensor; }));
  return gen::apply(
      [](bool any, uint32_t tensors, int64_t elements) {
        return any ? Misaligned{tensors, elements} : Misaligned{};
      },
      one_in(5), subsets, gen::inRange<int64_t>(1, 16));
}

}  // namespace

rc::Gen<Places> places() {
  const auto orders =
      gen::weightedElement<RowOrder>({{4, RowOrder::kTokens}, {1, RowOrder::kHeads}});
  const auto unit_strides = gen::weightedElement<UnitStrides>(
      {{4, UnitStrides::kNatural}, {1, UnitStrides::kZero}, {1, UnitStrides::kHuge}});
  const auto memories = gen::weightedElement<Memory>(
      {{6, Memory::kGuarded}, {1, Memory::kFenceEnd}, {1, Memory::kFenceStart}});
  return gen::apply(
      [](bool fused, Padding a, Padding b, Padding c, Padding d, Padding e, Padding f, Padding g,
         RowOrder in, RowOrder out, UnitStrides unit, Misaligned misaligned, Memory memory,
         int vector_choice) {
        // Against a fence mostly, else sometimes.
        const bool fenced = memory != Memory::kGuarded;
        return Places{fused ? QkvSource::kFused : QkvSource::kSeparate,
                      {a, b, c, d, e, f, g},
                      in,
                      out,
                      unit,
                      misaligned,
                      memory,
                      vector_choice < (fenced ? 6 : 2)};
      },
      one_in(4), paddings(), paddings(), paddings(), paddings(), paddings(), paddings(), paddings(),
      orders, orders, unit_strides, misalignments(), memories, gen::inRange(0, 8));
}

rc::Gen<Pool> pools() {
  const auto sizes = gen::weightedElement<PoolSize>({{244, PoolSize::kSpare},
                                                     {6, PoolSize::kOneSlot},
                                                     {12, PoolSize::kOnePage},
                                                     {1, PoolSize::kLarge}});
  const auto spare = gen::weightedOneOf<int64_t>({{3, gen::just<int64_t>(0)},
                                                  {4, gen::inRange<int64_t>(1, 20)},
                                                  {3, gen::inRange<int64_t>(20, 700)},
                                                  {1, gen::inRange<int64_t>(-40, 0)}});
  const auto page_sizes =
      gen::weightedOneOf<int64_t>({{4, gen::just<int64_t>(1)},
                                   {6, gen::element<int64_t>(2, 3, 5, 8, 16, 32, 64, 128)},
                                   {1, gen::inRange<int64_t>(2, 129)}});
  const auto page_pads = gen::weightedOneOf<int64_t>(
      {{4, gen::just<int64_t>(0)}, {1, gen::element<int64_t>(1, 3, 8, 16, 64, 130)}});
  const auto kinds = gen::weightedElement<Pools>(
      {{4, Pools::kSeparate}, {1, Pools::kStacked}, {1, Pools::kUnbound}, {1, Pools::kPacked}});
  const auto reserved = gen::weightedOneOf<int64_t>(
      {{4, gen::just<int64_t>(0)}, {1, gen::inRange<int64_t>(1, 1 << 20)}});
  return gen::apply(
      [](PoolSize size, int64_t spare_slots, int64_t page_size, PageLayout layout, int64_t k_pad,
         int64_t v_pad, Pools kind, int64_t reserved_choice) {
        return Pool{size, spare_slots, page_size, layout, k_pad, v_pad, kind, reserved_choice};
      },
      sizes, spare, page_sizes, gen::element(PageLayout::kNhd, PageLayout::kHnd), page_pads,
      page_pads, kinds, reserved);
}

}  // namespace ropekv::gen_parts
