# ropekv_fmt: fmt as a static library of ours, which Debian does not have. Header-only it is
# compiled anew in each source that prints, at four seconds each. What has to be there is what fmt's
# headers declare and do not define; should a newer fmt declare more, linking fails and names it.

set(fmt_source "${PROJECT_BINARY_DIR}/fmt.cpp")
file(CONFIGURE OUTPUT "${fmt_source}" CONTENT [[
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE
namespace detail {
template FMT_API auto dragonbox::to_decimal(float) noexcept -> dragonbox::decimal_fp<float>;
template FMT_API auto dragonbox::to_decimal(double) noexcept -> dragonbox::decimal_fp<double>;
template FMT_API locale_ref::locale_ref(const std::locale&);
template FMT_API auto locale_ref::get<std::locale>() const -> std::locale;
template FMT_API auto thousands_sep_impl(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto decimal_point_impl(locale_ref) -> char;
template FMT_API void buffer<char>::append(const char*, const char*);
template FMT_API void vformat_to(buffer<char>&, string_view,
                                 basic_format_args<FMT_BUFFER_CONTEXT(char)>, locale_ref);
}  // namespace detail
FMT_END_NAMESPACE
]] @ONLY)
add_library(ropekv_fmt STATIC "${fmt_source}")
target_link_libraries(ropekv_fmt PRIVATE ropekv_flags)
