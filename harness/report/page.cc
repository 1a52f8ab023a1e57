#include "harness/report/page.h"

#include <algorithm>

#include "harness/base/text.h"
#include "harness/base/utf8.h"
#include "harness/report/layout.h"

namespace grade {
namespace {

constexpr int kMinWidth = 30;
constexpr int kMaxWidth = 500;

constexpr Glyphs kUnicode{"✓", "✗", "?", "│", "─", "·", "…"};
constexpr Glyphs kAscii{"+", "x", "?", "|", "-", "-", "..."};

const char* escape_code(Ink ink) {
  switch (ink) {
    case Ink::bold:
      return "\x1b[1m";
    case Ink::dim:
      return "\x1b[2m";
    case Ink::good:
      return "\x1b[32m";
    case Ink::bad:
      return "\x1b[31m";
    case Ink::ask:
      return "\x1b[35m";
    case Ink::wait:
      return "\x1b[33m";
    case Ink::plain:
      break;
  }
  return "";
}

}  // namespace

Page::Page(const ConsoleStyle& style)
    : width_(std::clamp(style.width, kMinWidth, kMaxWidth)),
      color_(style.color),
      unicode_(style.unicode),
      glyphs_(style.unicode ? &kUnicode : &kAscii) {}

std::string Page::shown(std::string_view raw, std::size_t max_bytes) const {
  const std::string clean = without_commands(printable(raw, max_bytes));
  return unicode_ ? clean : to_ascii(clean);
}

void Page::line(std::vector<Span> spans) {
  for (; !spans.empty(); spans.pop_back()) {
    std::string& last = spans.back().text;
    last.resize(last.find_last_not_of(' ') + 1);
    if (!last.empty()) break;
  }
  for (const Span& span : spans) ink(span);
  out_ += '\n';
}

void Page::flow(const std::vector<Span>& lead, std::string_view text, int hang, Ink text_ink) {
  int used = 0;
  for (const Span& span : lead) used += display_width(span.text);
  std::vector<Span> spans = lead;
  for (const std::string& piece : wrap(text, width_ - used, width_ - hang)) {
    spans.push_back({piece, text_ink});
    line(spans);
    spans = {{std::string(static_cast<std::size_t>(hang), ' ')}};
  }
}

void Page::blank() { out_ += '\n'; }

void Page::ink(const Span& span) {
  const char* code = color_ ? escape_code(span.ink) : "";
  out_ += code;
  out_ += span.text;
  if (*code != '\0') out_ += "\x1b[0m";
}

}  // namespace grade
