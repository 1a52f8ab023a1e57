// A page of lines for render_console: inks, wrapping with a hanging indent, and the one place
// where strings from outside are made fit to be shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/console.h"

namespace grade {

enum class Ink { plain, bold, dim, good, bad, ask, wait };

struct Span {
  std::string text;
  Ink ink = Ink::plain;
};

// What the style lets us draw with.
struct Glyphs {
  const char* holds;
  const char* fails;
  const char* unknown;
  const char* gutter;
  const char* rule;
  const char* dot;
  const char* ellipsis;
};

class Page {
 public:
  explicit Page(const ConsoleStyle& style);
  int width() const { return width_; }
  bool is_narrow() const { return width_ < 60; }
  const Glyphs& glyphs() const { return *glyphs_; }

  // Printable, no CI command, in ASCII if the style asks; everything not ours goes through here.
  std::string shown(std::string_view raw, std::size_t max_bytes = 1000) const;

  // One line as it is but for spaces at its end; the caller keeps to the width.
  void line(std::vector<Span> spans);
  // `lead`, then `text` wrapped; its further lines are indented by `hang`.
  void flow(const std::vector<Span>& lead, std::string_view text, int hang, Ink ink = Ink::plain);
  void blank();
  std::string take() && { return std::move(out_); }

 private:
  void ink(const Span& span);

  int width_;
  bool color_;
  bool unicode_;
  const Glyphs* glyphs_;
  std::string out_;
};

}  // namespace grade
