// Text files as people save them, made one encoding and one kind of line ends.
#pragma once

#include <string>
#include <string_view>

namespace grade {

// UTF-16 (which a shell on Windows writes) and UTF-8, both told by their byte order mark, become
// UTF-8 without one, and "\r\n" becomes "\n". Bytes without such a mark stay as they are; of
// UTF-16, what is no character becomes U+FFFD.
bool is_utf16(std::string_view bytes);
std::string decode_text(std::string_view bytes);

}  // namespace grade
