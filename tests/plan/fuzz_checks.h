// What must hold of every error about a text.
#pragma once

#include "harness/base/source_text.h"
#include "harness/base/text.h"

namespace grade {

// The place lies in the text or just behind it, or is the whole file's.
inline void check_place(const Error& error, std::string_view text) {
  GRADE_CHECK(!error.what.empty(), "an error says what is wrong");
  if (error.pos.line == 0) return;
  const std::vector<std::string_view> lines = split_lines(text);
  GRADE_CHECK(error.pos.line >= 1 && error.pos.col >= 1, "places are 1-based");
  const auto line = static_cast<std::size_t>(error.pos.line);
  GRADE_CHECK(line <= lines.size() + 1, "the line is in the file");
  const std::size_t size = line <= lines.size() ? lines[line - 1].size() : 0;
  GRADE_CHECK(static_cast<std::size_t>(error.pos.col) <= size + 2, "the column is in the line");
}

}  // namespace grade
