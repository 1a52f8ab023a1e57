#include "harness/observe/gogc_labels.h"

#include <algorithm>

#include "harness/base/cursor.h"
#include "harness/observe/gctrace.h"

namespace grade {
namespace {

constexpr std::string_view kWord = "gogc";

bool is_word_at(std::string_view text, std::size_t at) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  return std::ranges::equal(text.substr(at, kWord.size()), kWord, {}, lower);
}

// What may stand between the word and its value.
bool is_joint(char c) {
  return std::string_view(" \t=:_-\"'`*|>~").find(c) != std::string_view::npos;
}

std::optional<std::int64_t> value_behind(std::string_view rest) {
  constexpr std::size_t kMostJoints = 8;
  Cursor in(rest);
  if (in.take_while(is_joint).size() > kMostJoints) return std::nullopt;
  return in.digits(6);
}

void add_once(std::int64_t value, std::vector<std::int64_t>& values) {
  if (std::ranges::find(values, value) == values.end()) values.push_back(value);
}

// The numbers of two and more digits in a name; small ones count runs and tasks.
std::vector<std::int64_t> numbers_in(std::string_view name) {
  std::vector<std::int64_t> numbers;
  for (Cursor in(name); !in.at_end();) {
    if (!is_digit(in.peek())) {
      in.take(1);
    } else if (const auto number = in.digits(); number.value_or(0) >= 10) {
      add_once(*number, numbers);
    } else if (!number) {
      in.take_while(is_digit);
    }
  }
  return numbers;
}

// "$ GOGC=50 GODEBUG=gctrace=1 ./program", "## GOGC=50": such a line is about what follows or was
// before; a sentence may be about anything.
bool is_heading(std::string_view line) {
  const auto first = std::ranges::find_if(line, is_letter);
  const auto at = static_cast<std::size_t>(first - line.begin());
  return is_word_at(line, at) || line.find("GODEBUG") != std::string_view::npos;
}

}  // namespace

std::vector<std::int64_t> gogc_named(std::string_view text) {
  std::vector<std::int64_t> values;
  for (std::size_t at = text.find_first_of("gG"); at != std::string_view::npos;
       at = text.find_first_of("gG", at + 1)) {
    if (!is_word_at(text, at)) continue;
    if (const auto value = value_behind(text.substr(at + kWord.size()))) add_once(*value, values);
  }
  return values;
}

std::optional<GogcLabel> label_of_file(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::vector<std::int64_t> numbers = numbers_in(name);
  const std::vector<std::int64_t> named = gogc_named(path);
  if (named.size() == 1 && (numbers.empty() || numbers == named)) return GogcLabel{named[0], true};
  if (!named.empty() || numbers.size() != 1) return std::nullopt;
  const std::int64_t number = numbers.front();
  if (number != 50 && number != 100 && number != 200) return std::nullopt;
  return GogcLabel{number, false};
}

std::vector<LabelledPart> labelled_parts(std::string_view text) {
  std::vector<LabelledPart> parts = {{text.substr(0, 0), std::nullopt}};
  std::size_t begun = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    const std::string_view line = text.substr(begin, end - begin);
    const std::vector<std::int64_t> named = gogc_named(line);
    if (!named.empty() && find_gctrace(line) == std::string_view::npos) {
      std::optional<GogcLabel> label;
      if (named.size() == 1) label = GogcLabel{named[0], is_heading(line)};
      if (label != parts.back().label) {
        parts.back().text = text.substr(begun, begin - begun);
        parts.push_back({{}, label});
        begun = begin;
      }
    }
    begin = end;
  }
  parts.back().text = text.substr(begun);
  return parts;
}

}  // namespace grade
