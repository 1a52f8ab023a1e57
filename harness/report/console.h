// The report for a person at a terminal or in a log.
#pragma once

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

// No line is wider than the style asks, but for commands to copy; none is a command to a CI log;
// strings of a submission are made printable. Ends in a line feed.
std::string render_console(const Report& report, const ConsoleStyle& style);

// By no-color.org and CLICOLOR_FORCE, the values as getenv gives them: NO_COLOR set and not empty
// means none; else CLICOLOR_FORCE set and not "0" means colour; else a terminal that is not dumb.
bool wants_color(bool is_tty, const char* no_color, const char* term, const char* force);

}  // namespace grade
