#include "harness/base/decode_text.h"

#include <cstddef>

#include "harness/base/utf8.h"

namespace grade {
namespace {

// Byte order marks.
constexpr std::string_view kLittleEndian = "\xff\xfe";
constexpr std::string_view kBigEndian = "\xfe\xff";
constexpr std::string_view kUtf8 = "\xef\xbb\xbf";

constexpr char32_t kReplacement = 0xFFFD;

enum class ByteOrder { little, big };

class Utf16 {
 public:
  Utf16(std::string_view bytes, ByteOrder order) : bytes_(bytes), order_(order) {}

  bool is_at_end() const { return bytes_.empty(); }

  char32_t next() {
    const char32_t first = take();
    if (first < 0xD800 || first > 0xDFFF) return first;
    if (first > 0xDBFF || bytes_.size() < 2) return kReplacement;
    const std::string_view before = bytes_;
    const char32_t second = take();
    if (second >= 0xDC00 && second <= 0xDFFF)
      return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    bytes_ = before;
    return kReplacement;
  }

 private:
  // One unit; half of one at the end is no character.
  char32_t take() {
    if (bytes_.size() < 2) {
      bytes_ = {};
      return kReplacement;
    }
    const auto low = static_cast<unsigned char>(bytes_[order_ == ByteOrder::little ? 0 : 1]);
    const auto high = static_cast<unsigned char>(bytes_[order_ == ByteOrder::little ? 1 : 0]);
    bytes_.remove_prefix(2);
    return static_cast<char32_t>(high << 8 | low);
  }

  std::string_view bytes_;
  ByteOrder order_;
};

std::string from_utf16(std::string_view bytes, ByteOrder order) {
  std::string text;
  text.reserve(bytes.size() / 2);
  for (Utf16 in(bytes, order); !in.is_at_end();) append_utf8(text, in.next());
  return text;
}

std::string with_line_feeds(std::string text) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') text[kept++] = text[i];
  text.resize(kept);
  return text;
}

}  // namespace

bool is_utf16(std::string_view bytes) {
  return bytes.starts_with(kLittleEndian) || bytes.starts_with(kBigEndian);
}

std::string decode_text(std::string_view bytes) {
  if (bytes.starts_with(kLittleEndian))
    return with_line_feeds(from_utf16(bytes.substr(2), ByteOrder::little));
  if (bytes.starts_with(kBigEndian))
    return with_line_feeds(from_utf16(bytes.substr(2), ByteOrder::big));
  if (bytes.contains('\0')) return std::string(bytes);  // a profile, for example
  if (bytes.starts_with(kUtf8)) bytes.remove_prefix(kUtf8.size());
  return with_line_feeds(std::string(bytes));
}

}  // namespace grade
