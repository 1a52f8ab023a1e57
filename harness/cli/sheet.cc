#include "harness/cli/sheet.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/base/utf8.h"
#include "harness/cli/output.h"

namespace grade {
namespace {

constexpr std::size_t kIndent = 11;

}  // namespace

std::size_t console_width() { return static_cast<std::size_t>(terminal_width(STDOUT_FILENO)); }

std::string wrapped(std::string_view text, std::size_t width, const std::string& indent) {
  std::string out;
  std::size_t used = 0;
  for (std::string_view rest = trim(text); !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of(" \n"), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest = trim(rest.substr(end));
    const auto cells = static_cast<std::size_t>(display_width(word));
    if (used > 0 && used + 1 + cells > width - indent.size()) {
      out += "\n";
      used = 0;
    }
    out += used == 0 ? indent : " ";
    out += word;
    used += (used == 0 ? 0 : 1) + cells;
  }
  return out + "\n";
}

void Sheet::add(std::string_view label, std::string_view text) {
  const std::string body = wrapped(text, console_width(), std::string(kIndent, ' '));
  out_ += margin(label) + (body.size() > kIndent ? body.substr(kIndent) : "\n");
}

void Sheet::add_command(std::string_view label, std::string_view command) {
  out_ += fmt::format("{}{}\n", margin(label), command);
}

std::string Sheet::margin(std::string_view label) {
  const bool is_new = label != label_;
  label_ = label;
  return fmt::format("{:<{}}", is_new ? label : "", kIndent);
}

}  // namespace grade
