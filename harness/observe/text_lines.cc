#include "harness/observe/text_lines.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

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

Type text_type() {
  return Type::record_of({{"text", string_type()}, {"lines", int_type()}, {"bytes", int_type()}});
}

Value observe_text(const Captured& captured) {
  const Stream& out = captured.out;
  const Stream& err = captured.err;
  const bool is_one_text = &out == &err || (out.chunks.empty() && out.bytes == err.bytes);
  std::string text = out.bytes.substr(0, kMaxText);
  std::int64_t lines = non_blank_lines(out.bytes);
  std::size_t bytes = out.bytes.size();
  if (!is_one_text) {
    text += err.bytes.substr(0, kMaxText - text.size());
    lines += non_blank_lines(err.bytes);
    bytes += err.bytes.size();
  }
  return Record{
      {"text", std::move(text)}, {"lines", lines}, {"bytes", static_cast<std::int64_t>(bytes)}};
}

}  // namespace grade
