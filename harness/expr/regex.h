// Regular expressions for `matches`: RE2, so linear in the text and bounded in memory whatever the
// pattern is.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace grade {

class RegexCache {
 public:
  RegexCache();
  ~RegexCache();
  RegexCache(RegexCache&&) noexcept;
  RegexCache& operator=(RegexCache&&) noexcept;

  // Whether the pattern matches some part of the text; an error when it is not a pattern.
  // Text that is not UTF-8 is matched byte by byte.
  std::expected<bool, std::string> matches(std::string_view text, const std::string& pattern);

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

// What is wrong with the pattern; "" when nothing is.
std::string pattern_trouble(const std::string& pattern);

}  // namespace grade
