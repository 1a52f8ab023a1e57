// Text on a page of fixed width: where it breaks, and what a CI log must not
// take for a command. All but `excerpt` take valid UTF-8, as `printable` gives it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace grade {

// The text if it fits, else its beginning and `ellipsis`, together at most `width` wide.
std::string cut_to_width(std::string_view text, int width, std::string_view ellipsis);

// Lines no wider than `first` and then `rest` (at least 2), broken at spaces where there are any.
// Always one line at least. A line that would begin with "::" gets a backslash in front.
std::vector<std::string> wrap(std::string_view text, int first, int rest);

// CI systems take "##[…]", "##vso[…]" and "##teamcity[…]" for commands anywhere in a line: those
// become "#\#[…]". A leading "::" also is one, after spaces of any kind; becomes "\::".
std::string without_commands(std::string_view text);

// `printable_lines`, without a look at more of a huge text than can be shown.
std::string excerpt(std::string_view hostile, std::size_t max_bytes);

// For terminals without Unicode: "≥" becomes ">=", what has no such form becomes "\u{NNNN}".
std::string to_ascii(std::string_view text);

}  // namespace grade
