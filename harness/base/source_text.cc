#include "harness/base/source_text.h"

#include <algorithm>
#include <span>

#include "harness/base/text.h"

namespace grade {
namespace {

Error with_line(Error error, std::span<const std::string_view> lines) {
  if (error.pos.line < 1 || static_cast<std::size_t>(error.pos.line) > lines.size()) return error;
  constexpr std::size_t kWidth = 90;
  std::string_view line = lines[static_cast<std::size_t>(error.pos.line) - 1];
  auto at = static_cast<std::size_t>(std::max(error.pos.col, 1) - 1);
  at = std::min(at, line.size());
  const std::size_t indent = std::min(line.find_first_not_of(" \t"), at);
  std::size_t first = indent;
  if (at - first > kWidth) first = at - kWidth / 2;
  error.snippet = "    " + printable(line.substr(first, kWidth + 20), kWidth) + "\n" +
                  std::string(4 + at - first, ' ') + "^";
  return error;
}

}  // namespace

Error with_snippet(Error error, std::string_view text) {
  return with_line(std::move(error), split_lines(text));
}

Errors in_order(Errors errors, std::string_view text) {
  std::ranges::stable_sort(errors, {},
                           [](const Error& e) { return std::pair(e.pos.line, e.pos.col); });
  const std::vector<std::string_view> lines = split_lines(text);
  for (Error& error : errors)
    if (error.snippet.empty()) error = with_line(std::move(error), lines);
  return errors;
}

}  // namespace grade
