#include "harness/base/pattern.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/base/utf8.h"

namespace grade {
namespace {

constexpr std::size_t kMaxPatterns = 16;
constexpr std::int64_t kMaxMemory = 1 << 20;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

RE2::Options options(RE2::Options::Encoding encoding) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxMemory);
  options.set_encoding(encoding);
  return options;
}

}  // namespace

struct Pattern::Compiled {
  explicit Compiled(std::string_view pattern)
      : of_utf8(piece(pattern), options(RE2::Options::EncodingUTF8)) {}
  RE2 of_utf8;
  std::optional<RE2> of_bytes;  // made when it is first needed
};

Pattern::Pattern(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;

std::expected<Pattern, std::string> Pattern::compile(std::string_view pattern) {
  auto compiled = std::make_unique<Compiled>(pattern);
  if (compiled->of_utf8.ok()) return Pattern(std::move(compiled));
  return std::unexpected(fmt::format("invalid pattern '{}': {}", printable(pattern, 60),
                                     printable(compiled->of_utf8.error(), 80)));
}

bool Pattern::occurs_in(std::string_view text) const {
  if (is_utf8(text)) return RE2::PartialMatch(piece(text), compiled_->of_utf8);
  std::optional<RE2>& of_bytes = compiled_->of_bytes;
  if (!of_bytes)
    of_bytes.emplace(compiled_->of_utf8.pattern(), options(RE2::Options::EncodingLatin1));
  return RE2::PartialMatch(piece(text), *of_bytes);
}

std::expected<bool, std::string> PatternCache::matches(std::string_view text,
                                                       const std::string& pattern) {
  auto known = known_.find(pattern);
  if (known == known_.end()) {
    if (known_.size() >= kMaxPatterns) known_.clear();
    known = known_.emplace(pattern, Pattern::compile(pattern)).first;
  }
  if (!known->second) return std::unexpected(known->second.error());
  return known->second->occurs_in(text);
}

bool matches_file(std::string_view glob, std::string_view path) {
  std::string pattern;
  while (!glob.empty()) {
    const bool is_deep = glob.starts_with("**");
    pattern += is_deep               ? std::string(".*")
               : glob.front() == '*' ? std::string("[^/]*")
                                     : RE2::QuoteMeta(re2::StringPiece(glob.data(), 1));
    glob.remove_prefix(is_deep ? 2 : 1);
  }
  return RE2::FullMatch(piece(path), RE2(pattern, options(RE2::Options::EncodingLatin1)));
}

}  // namespace grade
