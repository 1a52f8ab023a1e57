// Text files as people save them, made one encoding and one kind of line ends.
#pragma once

#include <string>
#include <string_view>

namespace grade {

// UTF-16 (which a shell on Windows writes) and UTF-8, both told by their byte order mark, become
// UTF-8 without one, and "\r\n" becomes "\n". What has a NUL and is not UTF-16 is no text and stays
// as it is; of UTF-16, what is no character becomes U+FFFD.
std::string decode_text(std::string_view bytes);

bool is_utf16(std::string_view bytes);

}  // namespace grade
