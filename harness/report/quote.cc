#include "harness/report/quote.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/utf8.h"
#include "harness/report/layout.h"

namespace grade {
namespace {

constexpr int kLeastCode = 24;   // cells; else the place gets a line of its own
constexpr int kBehindCaret = 8;  // cells of code that stay in sight there

std::string spaces(int count) { return std::string(static_cast<std::size_t>(count), ' '); }

// A line of code as it fits, and the cell below which the caret stands; -1 without one.
struct Excerpt {
  std::string code;
  int caret = -1;
};

std::string without_tabs(std::string code) {
  std::ranges::replace(code, '\t', ' ');
  return code;
}

Excerpt excerpt_of(const Sighting& sighting, int room, const Page& page) {
  const std::string code = without_tabs(sighting.code);
  const std::size_t begin = std::min(code.find_first_not_of(' '), code.size());
  const auto at = static_cast<std::size_t>(std::max(sighting.col - 1, 0));
  const std::string_view ellipsis = page.glyphs().ellipsis;
  if (sighting.col < 1 || at < begin || at > code.size())
    return {cut_to_width(page.shown(code.substr(begin)), room, ellipsis)};
  const int before = display_width(page.shown(code.substr(begin, at - begin)));
  if (before + kBehindCaret <= room)
    return {cut_to_width(page.shown(code.substr(begin)), room, ellipsis), before};
  return {cut_to_width(std::string(ellipsis) + page.shown(code.substr(at)), room, ellipsis),
          display_width(ellipsis)};
}

class Quote {
 public:
  Quote(const Sighting& sighting, const Span& lead, Page& page)
      : sighting_(sighting), lead_(lead), page_(page), margin_(display_width(lead.text)) {}

  void print() {
    const std::string place =
        page_.shown(fmt::format("{}:{}", sighting_.file, sighting_.line)) + " ";
    const int beside = page_.width() - margin_ - display_width(place) - 2;
    if (beside >= kLeastCode) return code(lead_, place, beside);
    page_.flow({lead_}, place, margin_ + 2);
    code({spaces(margin_)}, "", page_.width() - margin_ - 2);
  }

 private:
  void code(const Span& lead, const std::string& place, int room) {
    const Excerpt excerpt = excerpt_of(sighting_, room, page_);
    const std::string gutter = std::string(page_.glyphs().gutter) + " ";
    page_.line({lead, {place}, {gutter, Ink::dim}, {excerpt.code}});
    const std::string below = spaces(margin_ + display_width(place));
    const std::string caret = excerpt.caret < 0 ? "" : spaces(excerpt.caret) + "^ ";
    words({{below}, {gutter, Ink::dim}, {caret, Ink::bad}}, room - display_width(caret));
  }

  // Beside the caret if they fit, else below it.
  void words(std::vector<Span> before, int room) {
    const std::string text = page_.shown(sighting_.text);
    const int hang = display_width(before[0].text) + 2;
    if (display_width(text) <= room || before[2].text.empty()) {
      if (!text.empty() || !before[2].text.empty()) page_.flow(before, text, hang);
      return;
    }
    page_.line(before);
    page_.flow({{spaces(hang)}}, text, hang);
  }

  const Sighting& sighting_;
  const Span& lead_;
  Page& page_;
  int margin_;
};

}  // namespace

void print_sighting(const Sighting& sighting, const Span& lead, Page& page) {
  const bool is_quoted = !sighting.file.empty() && !sighting.code.empty();
  if (is_quoted) return Quote(sighting, lead, page).print();
  const std::string place =
      sighting.file.empty() ? "" : fmt::format("{}:{}: ", sighting.file, sighting.line);
  const int margin = display_width(lead.text);
  page.flow({lead}, page.shown(place + sighting.text), margin + 2);
}

}  // namespace grade
