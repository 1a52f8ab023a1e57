#include "harness/cli/output.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "harness/base/files.h"
#include "harness/cli/exit_codes.h"
#include "harness/report/console.h"
#include "harness/report/json.h"
#include "harness/report/junit.h"
#include "harness/report/tally.h"

namespace grade {
namespace {

bool has_unicode() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return std::strstr(value, "UTF-8") != nullptr || std::strstr(value, "utf8") != nullptr;
  }
  return false;
}

ConsoleStyle style_of(const ReportOptions& options, int fd) {
  ConsoleStyle style;
  style.width = terminal_width(fd);
  style.color = is_colorful(fd);
  style.unicode = has_unicode();
  style.detail = options.is_full ? ConsoleStyle::Detail::full : ConsoleStyle::Detail::brief;
  return style;
}

std::string render(const Report& report, const ReportOptions& options, int fd) {
  switch (options.format) {
    case Format::json:
      return render_json(report);
    case Format::junit:
      return render_junit(report);
    case Format::console:
      break;
  }
  return render_console(report, style_of(options, fd));
}

}  // namespace

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void complain(const Error& error) { fmt::print(stderr, "grade: {}\n", to_string(error)); }

int complain(const Errors& errors, int code) {
  for (const Error& error : errors) complain(error);
  return code;
}

int complain(const Error& error, int code) {
  complain(error);
  return code;
}

int terminal_width(int fd) {
  winsize size{};
  int width = 80;
  if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    width = size.ws_col;
  } else if (const char* columns = std::getenv("COLUMNS")) {
    std::from_chars(columns, columns + std::strlen(columns), width);
  }
  return std::clamp(width, 30, 120);
}

bool is_colorful(int fd) {
  return wants_color(::isatty(fd) == 1, std::getenv("NO_COLOR"), std::getenv("TERM"),
                     std::getenv("CLICOLOR_FORCE"));
}

std::unique_ptr<Progress> make_progress() {
  const auto sink = [](std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
  };
  const char* term = std::getenv("TERM");
  const bool is_terminal =
      ::isatty(STDERR_FILENO) == 1 && term != nullptr && std::strcmp(term, "dumb") != 0;
  if (is_terminal)
    return std::make_unique<TerminalProgress>(
        sink, TerminalLook{terminal_width(STDERR_FILENO), has_unicode()});
  return std::make_unique<PlainProgress>(sink);
}

bool LiveReport::is_wanted(const ReportOptions& options, std::size_t submissions) {
  const bool is_here = options.format == Format::console && !options.output;
  return is_here && (options.is_full || submissions <= kPagesAtOnce);
}

void LiveReport::tell(const RunInfo& info, std::span<const Verdict> section) {
  const ConsoleStyle style = style_of(options_, STDOUT_FILENO);
  progress_.make_room();
  if (told_.empty()) print(render_opening(info, style));
  print(render_section(section, style));
  told_.emplace(section.front().submission, section.front().task);
}

void LiveReport::close(const Report& report) const {
  const ConsoleStyle style = style_of(options_, STDOUT_FILENO);
  if (told_.empty()) return print(render_console(report, style));
  for (std::span<const Verdict> section : sections(report))
    if (!told_.contains({section.front().submission, section.front().task}))
      print(render_section(section, style));
  print(render_closing(report, style));
}

int deliver(const Report& report, const ReportOptions& options, const LiveReport* live) {
  const int code = exit_code(report);
  if (options.output) {
    const std::string bytes = render(report, options, -1);
    if (auto written = write_into(*options.output, bytes); !written)
      return complain(written.error(), kExitTrouble);
    if (options.format != Format::console)
      print(render(report, {.format = Format::console, .is_full = options.is_full}, STDOUT_FILENO));
  } else if (live != nullptr) {
    live->close(report);
  } else {
    print(render(report, options, STDOUT_FILENO));
  }
  const bool is_graded = code <= 2;
  return options.exit_policy == ExitPolicy::ran && is_graded ? 0 : code;
}

}  // namespace grade
