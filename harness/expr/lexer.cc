#include "harness/expr/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/base/utf8.h"

namespace grade {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool continues_name(char c) { return starts_name(c) || is_digit(c); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }

constexpr std::array<std::string_view, 6> kTimeUnits = {"h", "m", "s", "ms", "us", "ns"};
constexpr std::array<std::string_view, 22> kSymbols = {"&&", "||", "==", "!=", "<=", ">=", "<", ">",
                                                       "+",  "-",  "*",  "/",  "%",  "!",  "?", ":",
                                                       ",",  ".",  "(",  ")",  "[",  "]"};

class Lexer {
 public:
  Lexer(std::string_view source, const Pos& pos) : source_(source), pos_(pos) {}
  Result<std::vector<Token>> run();

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  bool is_done() const { return at_ >= source_.size(); }
  std::string_view rest() const { return source_.substr(at_); }
  std::unexpected<Error> error(std::size_t offset, std::string what, std::string hint = {}) const {
    return fail_at({pos_.file, pos_.line, pos_.col + static_cast<int>(offset)}, std::move(what),
                   std::move(hint));
  }
  void skip_blanks();
  std::size_t string_prefix() const;
  Result<Token> next();
  Result<Token> name();
  Result<Token> symbol();
  Result<Token> number();
  Result<Token> integer(std::size_t digits_from, int base);
  Result<Token> end_of_number(Token token);
  Result<Token> string();
  Result<void> escape(std::string& out);
  Result<void> code_point(std::string& out, std::size_t digits, int base);
  Token token(Token::Kind kind) const;

  std::string_view source_;
  const Pos& pos_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
};

Token Lexer::token(Token::Kind kind) const {
  return {.kind = kind,
          .begin = static_cast<int>(begin_),
          .end = static_cast<int>(at_),
          .text = std::string(source_.substr(begin_, at_ - begin_))};
}

Result<std::vector<Token>> Lexer::run() {
  std::vector<Token> tokens;
  for (;;) {
    skip_blanks();
    begin_ = at_;
    if (is_done()) break;
    GRADE_TRY(Token token, next());
    tokens.push_back(std::move(token));
  }
  tokens.push_back(token(Token::Kind::end));
  return tokens;
}

void Lexer::skip_blanks() {
  for (;;) {
    while (is_space(peek()) && !is_done()) ++at_;
    if (!rest().starts_with("//")) return;
    at_ = std::min(source_.find_first_of("\r\n", at_), source_.size());
  }
}

// The letters before the quote, when this is a string; npos when it is none.
std::size_t Lexer::string_prefix() const {
  const std::size_t quote = rest().substr(0, 3).find_first_of("\"'");
  if (quote == std::string_view::npos) return quote;
  const std::string_view letters = rest().substr(0, quote);
  return letters.find_first_not_of("rRbB") == std::string_view::npos ? quote
                                                                     : std::string_view::npos;
}

Result<Token> Lexer::next() {
  if (string_prefix() != std::string_view::npos) return string();
  if (starts_name(peek())) return name();
  if (is_digit(peek()) || (peek() == '.' && is_digit(peek(1)))) return number();
  return symbol();
}

Result<Token> Lexer::name() {
  while (continues_name(peek())) ++at_;
  return token(Token::Kind::name);
}

Result<Token> Lexer::symbol() {
  for (std::string_view symbol : kSymbols) {
    if (!rest().starts_with(symbol)) continue;
    at_ += symbol.size();
    return token(Token::Kind::symbol);
  }
  const char c = peek();
  if (rest().starts_with("=>")) return error(at_, "unexpected '=>', did you mean '>='?");
  if (rest().starts_with("=<")) return error(at_, "unexpected '=<', did you mean '<='?");
  if (c == '=') return error(at_, "unexpected '='", "to compare, write ==");
  if (c == '&') return error(at_, "unexpected '&'", "write &&");
  if (c == '|') return error(at_, "unexpected '|'", "write ||");
  if (c == '{' || c == '}')
    return error(at_, fmt::format("maps and messages ('{}') are not in this language", c));
  const std::size_t length = std::max<std::size_t>(first_rune(rest()).length, 1);
  return error(at_, fmt::format("unexpected character '{}'", printable(rest().substr(0, length))));
}

Result<Token> Lexer::integer(std::size_t digits_from, int base) {
  Token out = token(Token::Kind::integer);
  const char* first = source_.data() + digits_from;
  const auto parsed = std::from_chars(first, source_.data() + at_, out.integer, base);
  if (parsed.ec != std::errc{} || out.integer > std::uint64_t{1} << 63) {
    return error(begin_, fmt::format("int {} does not fit into 64 bits", out.text));
  }
  return end_of_number(std::move(out));
}

Result<Token> Lexer::number() {
  if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && is_hex(peek(2))) {
    at_ += 2;
    while (is_hex(peek())) ++at_;
    return integer(begin_ + 2, 16);
  }
  bool is_real = false;
  while (is_digit(peek())) ++at_;
  if (peek() == '.' && is_digit(peek(1))) {
    is_real = true;
    ++at_;
    while (is_digit(peek())) ++at_;
  }
  const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
  if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
    is_real = true;
    at_ += 1 + sign;
    while (is_digit(peek())) ++at_;
  }
  if (!is_real) return integer(begin_, 10);
  Token out = token(Token::Kind::real);
  const char* last = source_.data() + at_;
  if (std::from_chars(source_.data() + begin_, last, out.real).ec != std::errc{}) {
    return error(begin_, fmt::format("double {} is out of range", printable(out.text, 40)));
  }
  return end_of_number(std::move(out));
}

// "64MiB" and "2s" are what people write first.
Result<Token> Lexer::end_of_number(Token token) {
  if (!starts_name(peek())) return token;
  const std::size_t from = at_;
  while (continues_name(peek())) ++at_;
  const std::string word(source_.substr(from, at_ - from));
  std::string hint;
  if (unit_bytes(word) != 0) hint = fmt::format("write {}*{}", token.text, word);
  if (std::ranges::find(kTimeUnits, word) != kTimeUnits.end()) {
    hint = fmt::format("write duration(\"{}{}\")", token.text, word);
  }
  if (word == "u" || word == "U") hint = "unsigned ints are not in this language: leave out the u";
  return error(from, fmt::format("number {} runs into '{}'", token.text, word), std::move(hint));
}

Result<Token> Lexer::string() {
  const std::size_t prefix = string_prefix();
  const std::string_view letters = rest().substr(0, prefix);
  if (letters.find_first_of("bB") != std::string_view::npos) {
    return error(at_, "bytes literals are not in this language");
  }
  const bool is_raw = !letters.empty();
  at_ += prefix;
  const std::string_view three = rest().substr(0, 3);
  const bool is_triple = three == "\"\"\"" || three == "'''";
  const std::string_view quote = rest().substr(0, is_triple ? 3 : 1);
  at_ += quote.size();
  std::string out;
  while (!rest().starts_with(quote)) {
    if (is_done() || (!is_triple && (peek() == '\n' || peek() == '\r'))) {
      return error(begin_, fmt::format("string without its closing {}", quote));
    }
    if (peek() == '\\' && !is_raw) {
      GRADE_TRY_VOID(escape(out));
    } else {
      out += source_[at_++];
    }
  }
  at_ += quote.size();
  Token result = token(Token::Kind::string);
  result.text = std::move(out);
  return result;
}

Result<void> Lexer::escape(std::string& out) {
  const char c = peek(1);
  constexpr std::string_view kFrom = "abfnrtv\\?\"'`";
  constexpr std::string_view kTo = "\a\b\f\n\r\t\v\\?\"'`";
  if (const std::size_t i = kFrom.find(c);
      i != std::string_view::npos && at_ + 1 < source_.size()) {
    out += kTo[i];
    at_ += 2;
    return {};
  }
  if (c == 'x' || c == 'X') return code_point(out, 2, 16);
  if (c == 'u') return code_point(out, 4, 16);
  if (c == 'U') return code_point(out, 8, 16);
  if (c >= '0' && c <= '3') return code_point(out, 3, 8);
  return error(at_, fmt::format("unknown escape '{}'", printable(rest().substr(0, 2))),
               "a backslash is written \\\\, or use r\"…\"");
}

Result<void> Lexer::code_point(std::string& out, std::size_t digits, int base) {
  const std::size_t from = at_ + (base == 16 ? 2 : 1);
  std::uint32_t code = 0;
  const std::string_view text = source_.substr(std::min(from, source_.size()), digits);
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), code, base);
  const bool is_whole =
      text.size() == digits && parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
  if (!is_whole) {
    return error(at_, fmt::format("escape needs {} {} digits", digits,
                                  base == 16 ? "hexadecimal" : "octal"));
  }
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
    return error(at_,
                 fmt::format("'{}' is not a character", source_.substr(at_, from + digits - at_)));
  }
  append_utf8(out, code);
  at_ = from + digits;
  return {};
}

}  // namespace

std::int64_t unit_bytes(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 6> kUnits = {
      {{"KiB", 1 << 10},
       {"MiB", 1 << 20},
       {"GiB", 1 << 30},
       {"KB", 1'000},
       {"MB", 1'000'000},
       {"GB", 1'000'000'000}}};
  for (const auto& [unit, bytes] : kUnits) {
    if (unit == name) return bytes;
  }
  return 0;
}

Result<std::vector<Token>> lex(std::string_view source, const Pos& pos) {
  return Lexer(source, pos).run();
}

}  // namespace grade
