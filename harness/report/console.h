// The report for a person at a terminal or in a log.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "harness/report/model.h"

namespace grade {

struct ConsoleStyle {
  enum class Detail {
    brief,  // below what did not pass: why, and the conditions that decided, shortened
    full,   // everything, also below a pass, and what the verdict rests on
  };
  int width = 80;  // in cells, at least 30
  bool color = false;
  bool unicode = true;  // false: the output is ASCII
  Detail detail = Detail::brief;
};

// Of more submissions than this the brief report is the table alone.
inline constexpr std::size_t kPagesAtOnce = 3;
bool has_pages(const Report& report);

// No line is wider than the style asks, but for commands to copy; none is a command to a CI log;
// strings of a submission are made printable. Ends in a line feed.
std::string render_console(const Report& report, const ConsoleStyle& style);

// In parts, for what is shown while a run goes on. A section is of one submission and task.
std::string render_opening(const RunInfo& info, const ConsoleStyle& style);
std::string render_section(std::span<const Verdict> section, const ConsoleStyle& style);
std::string render_closing(const Report& report, const ConsoleStyle& style);

// By no-color.org and CLICOLOR_FORCE, the values as getenv gives them: NO_COLOR set and not empty
// means none; else CLICOLOR_FORCE set and not "0" means colour; else a terminal that is not dumb.
bool wants_color(bool is_tty, const char* no_color, const char* term, const char* force);

}  // namespace grade
