#include "harness/plan/pattern.h"

#include <fmt/format.h>
#include <re2/re2.h>

namespace grade {
namespace {

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

re2::RE2::Options quiet() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return options;
}

}  // namespace

Result<void> check_pattern(std::string_view pattern, const Pos& pos) {
  const re2::RE2 compiled(piece(pattern), quiet());
  if (!compiled.ok()) return fail_at(pos, fmt::format("not a pattern: {}", compiled.error()));
  return {};
}

bool matches(std::string_view pattern, std::string_view text) {
  const re2::RE2 compiled(piece(pattern), quiet());
  return compiled.ok() && re2::RE2::PartialMatch(piece(text), compiled);
}

bool matches_file(std::string_view glob, std::string_view path) {
  // Byte by byte: names of files need not be UTF-8.
  re2::RE2::Options bytes = quiet();
  bytes.set_encoding(re2::RE2::Options::EncodingLatin1);
  std::string pattern;
  for (char c : glob)
    pattern += c == '*' ? std::string("[^/]*") : re2::RE2::QuoteMeta(re2::StringPiece(&c, 1));
  return re2::RE2::FullMatch(piece(path), re2::RE2(pattern, bytes));
}

}  // namespace grade
