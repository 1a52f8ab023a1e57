// Regular expressions in the syntax of RE2: linear in the text and bounded in memory whatever the
// pattern is. And * for names of files.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace grade {

class Pattern {
 public:
  // The error says what is wrong with the pattern.
  static std::expected<Pattern, std::string> compile(std::string_view pattern);
  ~Pattern();
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;

  // Whether it matches some part of the text. Text that is not UTF-8 is matched byte by byte.
  bool occurs_in(std::string_view text) const;

 private:
  struct Compiled;
  explicit Pattern(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

// Keeps the last few patterns compiled, for those that come with the text.
class PatternCache {
 public:
  std::expected<bool, std::string> matches(std::string_view text, const std::string& pattern);

 private:
  std::map<std::string, std::expected<Pattern, std::string>> known_;
};

// "evidence/*.txt" against "evidence/a.txt"; a * stands for any characters but a slash, ** for any
// at all. Byte by byte: names of files need not be UTF-8.
bool matches_file(std::string_view glob, std::string_view path);

}  // namespace grade
