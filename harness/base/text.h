// Text that may come from a submission, made fit to be shown; and small text helpers.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace grade {

// Valid UTF-8 on one line: control characters (C0, C1, DEL), bidirectional overrides and invalid
// bytes become \n, \t, \xNN or \u{NNNN}. Longer than `max_bytes`: cut, with "…" at the end.
std::string printable(std::string_view hostile, std::size_t max_bytes = 400);

// As `printable`, but line feeds stay and tabs become spaces; each line is made printable.
std::string printable_lines(std::string_view hostile, std::size_t max_bytes = 4000);

// Without the final line feeds of each line ("\r\n" counts as one); "" has no lines.
std::vector<std::string_view> split_lines(std::string_view text);

std::string_view trim(std::string_view text);

// The candidate nearest to `word` by edit distance, "" when none is near enough to be meant.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace grade
