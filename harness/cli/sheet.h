// Text for the console as `list` and `explain` print it: wrapped, with labels at the left.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace grade {

std::size_t console_width();

// Each line begins with `indent`; ends in a line feed.
std::string wrapped(std::string_view text, std::size_t width, const std::string& indent);

// "passes    first line" with the next lines below it. A label is printed where it changes.
class Sheet {
 public:
  void add(std::string_view label, std::string_view text);
  // Never wrapped, so that it can be copied.
  void add_command(std::string_view label, std::string_view command);
  std::string take() { return std::move(out_); }

 private:
  std::string margin(std::string_view label);

  std::string out_;
  std::string label_;
};

}  // namespace grade
