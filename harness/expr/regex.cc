#include "harness/expr/regex.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <map>
#include <utility>

#include "harness/base/text.h"
#include "harness/base/utf8.h"

namespace grade {
namespace {

constexpr std::size_t kMaxPatterns = 16;  // kept compiled; patterns may come from observations
constexpr std::int64_t kMaxMemory = 1 << 20;

RE2::Options options(bool is_bytes) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxMemory);
  if (is_bytes) options.set_encoding(RE2::Options::EncodingLatin1);
  return options;
}

std::string trouble(const RE2& regex, const std::string& pattern) {
  return fmt::format("'{}' is not a pattern: {}", printable(pattern, 60),
                     printable(regex.error(), 80));
}

}  // namespace

struct RegexCache::Compiled {
  std::map<std::pair<std::string, bool>, std::unique_ptr<RE2>> by_pattern;
};

RegexCache::RegexCache() : compiled_(std::make_unique<Compiled>()) {}
RegexCache::~RegexCache() = default;
RegexCache::RegexCache(RegexCache&&) noexcept = default;
RegexCache& RegexCache::operator=(RegexCache&&) noexcept = default;

std::expected<bool, std::string> RegexCache::matches(std::string_view text,
                                                     const std::string& pattern) {
  const bool is_bytes = !is_utf8(text);
  auto& known = compiled_->by_pattern;
  if (known.size() >= kMaxPatterns && !known.contains({pattern, is_bytes})) known.clear();
  std::unique_ptr<RE2>& regex = known[{pattern, is_bytes}];
  if (!regex) regex = std::make_unique<RE2>(pattern, options(is_bytes));
  if (!regex->ok()) return std::unexpected(trouble(*regex, pattern));
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex);
}

std::string pattern_trouble(const std::string& pattern) {
  const RE2 regex(pattern, options(false));
  return regex.ok() ? "" : trouble(regex, pattern);
}

}  // namespace grade
