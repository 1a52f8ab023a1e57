// Terminal control sequences in captured text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace grade {

// Length of the control sequence that `text` starts with (ESC [ … letter, or ESC and one
// character); 0 when there is none. A cut-off one reaches to the end of the text.
inline std::size_t escape_length(std::string_view text) {
  if (text.empty() || text[0] != '\x1b') return 0;
  if (text.size() == 1 || text[1] != '[') return text.size() < 2 ? 1 : 2;
  for (std::size_t i = 2; i < text.size(); ++i) {
    if (text[i] >= '@' && text[i] <= '~') return i + 1;
    if (text[i] < ' ' || text[i] > '?') return i;  // not a sequence after all
  }
  return text.size();
}

inline std::string without_escapes(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const std::size_t skip = escape_length(text);
    if (skip == 0) plain += text.front();
    text.remove_prefix(skip == 0 ? 1 : skip);
  }
  return plain;
}

}  // namespace grade
