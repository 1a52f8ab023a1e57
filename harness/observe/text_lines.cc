#include "harness/observe/text_lines.h"

#include <string_view>

#include "harness/base/text.h"

namespace grade {
namespace {

constexpr std::size_t kMaxText = 64 << 10;

std::int64_t non_blank_lines(std::string_view text) {
  std::int64_t lines = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (!trim(text.substr(0, end)).empty()) ++lines;
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace

const Declared& declare(const TextLines*) {
  static const Declared declared = {
      field<&TextLines::text>("text", "stdout, then stderr; at most 64 KiB"),
      field<&TextLines::lines>("lines", "of all of it, without blank ones"),
      field<&TextLines::bytes>("bytes", "of all of it"),
  };
  return declared;
}

TextLines observe_text(const Captured& captured) {
  TextLines seen;
  for (const Stream* text : captured.texts) {
    seen.text += text->bytes.substr(0, kMaxText - seen.text.size());
    seen.lines += non_blank_lines(text->bytes);
    seen.bytes += text->bytes.size();
  }
  return seen;
}

}  // namespace grade
