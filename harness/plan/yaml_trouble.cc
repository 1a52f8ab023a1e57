#include "harness/plan/yaml_trouble.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

namespace grade {
namespace {

constexpr auto kNone = std::string_view::npos;

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}
bool is_blank(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  return first == kNone || line[first] == '#';
}

// Behind "- ", "key: " and "- key: ".
std::size_t start_of_value(std::string_view line) {
  std::size_t at = indent_of(line);
  const auto skip_blanks = [&] { at = std::min(line.find_first_not_of(' ', at), line.size()); };
  while (line.substr(at).starts_with("- ")) {
    at += 2;
    skip_blanks();
  }
  const std::size_t end = line.find_first_of(" :[{\"'", at);
  if (end == kNone || line[end] != ':' || end == at) return at;
  if (end + 1 < line.size() && line[end + 1] != ' ') return at;
  at = end + 1;
  skip_blanks();
  return at;
}

// A quote that ends on another line than it begins on is nearly always one whose end is missing:
// what was meant to begin the next one ends it.
struct Quote {
  std::size_t line = 0;
  std::size_t at = 0;
  std::size_t last_line = 0;
};
std::optional<Quote> quote_over_lines(std::span<const std::string_view> lines) {
  std::optional<Quote> last;
  char mark = '\0';  // of the open quote
  Quote open;
  for (std::size_t n = 0; n < lines.size(); ++n) {
    const std::string_view line = lines[n];
    std::size_t i = 0;
    if (mark == '\0') {
      i = start_of_value(line);
      if (i >= line.size() || (line[i] != '"' && line[i] != '\'')) continue;
      mark = line[i];
      open = {n, i++, n};
    }
    for (; i < line.size() && line[i] != mark; ++i)
      if (mark == '"' && line[i] == '\\') ++i;
    if (i >= line.size()) continue;
    if (n > open.line) last = Quote{open.line, open.at, n};
    mark = '\0';
  }
  return last;
}

// Where the bracket that opens at `at` closes; npos: not on this line.
std::size_t closing(std::string_view line, std::size_t at) {
  int depth = 0;
  for (std::size_t i = at; i < line.size(); ++i) {
    if (line[i] == '[' || line[i] == '{') ++depth;
    if ((line[i] == ']' || line[i] == '}') && --depth == 0) return i;
  }
  return kNone;
}

class Explainer {
 public:
  Explainer(const Pos& pos, std::span<const std::string_view> lines) : pos_(pos), lines_(lines) {
    at_ = std::min(static_cast<std::size_t>(std::max(pos.line, 1)), lines.size()) - 1;
    while (at_ > 0 && is_blank(lines_[at_])) --at_;
  }

  std::optional<Error> explain() const {
    if (lines_.empty()) return std::nullopt;
    if (auto error = quote()) return error;
    if (auto error = tab()) return error;
    if (auto error = bracket()) return error;
    if (auto error = colon()) return error;
    return indentation();
  }

 private:
  Error error(std::size_t line, std::size_t column, std::string what, std::string hint) const {
    return {{pos_.file, static_cast<int>(line) + 1, static_cast<int>(column) + 1},
            std::move(what),
            std::move(hint),
            {}};
  }

  std::optional<Error> quote() const {
    const std::optional<Quote> found = quote_over_lines(lines_.first(at_ + 1));
    if (!found || found->last_line + 1 < at_) return std::nullopt;
    return error(found->line, found->at, "this quote is not closed on its line",
                 fmt::format("the next quote, in line {}, ends it", found->last_line + 1));
  }

  std::optional<Error> tab() const {
    const std::string_view line = lines_[at_];
    const std::size_t tab = line.find('\t');
    if (tab == kNone || tab > line.find_first_not_of(" \t")) return std::nullopt;
    return error(at_, tab, "a tab cannot indent", "use spaces");
  }

  std::optional<Error> bracket() const {
    const std::string_view line = lines_[at_];
    const std::size_t value = start_of_value(line);
    if (value >= line.size() || (line[value] != '[' && line[value] != '{')) return std::nullopt;
    const std::size_t end = closing(line, value);
    if (end == kNone)
      return error(at_, value, fmt::format("this '{}' is not closed", line[value]), "");
    const std::size_t rest = line.find_first_not_of(' ', end + 1);
    if (rest == kNone || line[rest] == '#') return std::nullopt;
    return error(at_, value,
                 fmt::format("text that starts with '{}' must be in quotes", line[value]), "");
  }

  std::optional<Error> colon() const {
    const std::string_view line = lines_[at_];
    const std::size_t value = start_of_value(line);
    const std::size_t colon = line.find(": ", value);
    if (colon == kNone || value == indent_of(line)) return std::nullopt;
    if (line[value] == '"' || line[value] == '\'') return std::nullopt;
    return error(at_, colon, "text that contains ': ' must be in quotes", "");
  }

  std::optional<Error> indentation() const {
    std::vector<std::size_t> open;
    std::size_t above = at_;
    for (std::size_t n = 0; n < at_; ++n) {
      if (is_blank(lines_[n])) continue;
      above = n;
      const std::size_t indent = indent_of(lines_[n]);
      std::erase_if(open, [&](std::size_t level) { return level > indent; });
      open.push_back(indent);
      if (lines_[n].substr(indent).starts_with("- ")) open.push_back(indent + 2);
    }
    const std::size_t indent = indent_of(lines_[at_]);
    if (above == at_ || std::ranges::find(open, indent) != open.end()) return std::nullopt;
    return error(at_, indent,
                 fmt::format("this line is indented by {} spaces, line {} by {}", indent, above + 1,
                             indent_of(lines_[above])),
                 "indent lines of the same level alike");
  }

  const Pos& pos_;
  std::span<const std::string_view> lines_;
  std::size_t at_ = 0;
};

}  // namespace

Error explain_syntax_error(const Pos& pos, std::string words,
                           std::span<const std::string_view> lines) {
  if (!lines.empty())
    if (std::optional<Error> error = Explainer(pos, lines).explain()) return std::move(*error);
  return {pos, std::move(words), {}, {}};
}

}  // namespace grade
