// A place in a line, moved on by what is read there; the base of the small parsers.
// Nothing is consumed by a read that does not fit.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace grade {

// As printed: "0.10" is {0.1, 2}. One unit in the last place is 10^-decimals.
struct Decimal {
  double value = 0;
  int decimals = 0;
  bool operator==(const Decimal&) const = default;
};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class Cursor {
 public:
  explicit Cursor(std::string_view line) : rest_(line), size_(line.size()) {}

  int col() const { return static_cast<int>(offset()) + 1; }  // 1-based, in bytes
  std::size_t offset() const { return size_ - rest_.size(); }
  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  bool eat(std::string_view literal) {
    const bool hit = rest_.starts_with(literal);
    if (hit) rest_.remove_prefix(literal.size());
    return hit;
  }

  // The longest run of characters that `wanted` likes, possibly empty.
  template <class Predicate>
  std::string_view take_while(Predicate wanted) {
    std::size_t n = 0;
    while (n < rest_.size() && wanted(rest_[n])) ++n;
    return take(n);
  }

  std::string_view take(std::size_t n) {
    const std::string_view taken = rest_.substr(0, n);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  // Any number that std::from_chars knows, so also "-1" and, as a double, "1e9" or "inf".
  template <class Number>
  std::optional<Number> number() {
    Number n{};
    const auto [end, ec] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), n);
    if (ec != std::errc{}) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return n;
  }

  // One to `max_digits` (at most 18) decimal digits; none or more of them do not fit.
  std::optional<std::int64_t> digits(std::size_t max_digits = 18) {
    std::int64_t n = 0;
    std::size_t i = 0;
    for (; i < rest_.size() && is_digit(rest_[i]); ++i) {
      if (i == max_digits) return std::nullopt;
      n = n * 10 + (rest_[i] - '0');
    }
    if (i == 0) return std::nullopt;
    rest_.remove_prefix(i);
    return n;
  }

  // Digits, or digits with a point between them; no sign, no exponent, at most 15 digits in all.
  std::optional<Decimal> decimal() {
    constexpr std::size_t kMaxDigits = 15;  // exact in a double
    std::int64_t n = 0;
    std::size_t i = 0;
    std::optional<std::size_t> point;
    for (; i < rest_.size() && i <= kMaxDigits; ++i) {
      if (rest_[i] == '.' && !point && i > 0) {
        point = i;
      } else if (is_digit(rest_[i])) {
        n = n * 10 + (rest_[i] - '0');
      } else {
        break;
      }
    }
    if (i == 0 || i > kMaxDigits || point == i - 1) return std::nullopt;
    rest_.remove_prefix(i);
    const int decimals = point ? static_cast<int>(i - *point) - 1 : 0;
    double scale = 1;
    for (int d = 0; d < decimals; ++d) scale *= 10;
    return Decimal{static_cast<double>(n) / scale, decimals};
  }

 private:
  std::string_view rest_;
  std::size_t size_;
};

}  // namespace grade
