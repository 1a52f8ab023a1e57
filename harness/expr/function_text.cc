#include <string.h>  // memmem

#include <algorithm>
#include <utility>

#include "harness/base/utf8.h"
#include "harness/expr/functions.h"

namespace grade::text {
namespace {

// Steps for looking through a text once.
std::size_t scan_cost(const std::string& text) { return text.size() / 256; }
std::size_t copy_cost(const std::string& text) { return text.size() / 16; }

}  // namespace

// Of a text in code points; bytes that are not UTF-8 count as what they seem to be.
Computed size(Arguments arguments, Workshop& shop) {
  const Value& value = *arguments[0];
  if (value.kind() == Kind::list) return static_cast<std::int64_t>(value.as_list().size());
  shop.budget.spend(scan_cost(value.as_string()));
  return static_cast<std::int64_t>(std::ranges::count_if(value.as_string(), starts_rune));
}

// memmem is linear in glibc; std::string::find is not.
Computed contains(Arguments arguments, Workshop& shop) {
  const std::string& text = arguments[0]->as_string();
  const std::string& part = arguments[1]->as_string();
  shop.budget.spend(scan_cost(text) + scan_cost(part));
  return memmem(text.data(), text.size(), part.data(), part.size()) != nullptr || part.empty();
}

Computed starts_with(Arguments arguments, Workshop& shop) {
  shop.budget.spend(scan_cost(arguments[1]->as_string()));
  return arguments[0]->as_string().starts_with(arguments[1]->as_string());
}

Computed ends_with(Arguments arguments, Workshop& shop) {
  shop.budget.spend(scan_cost(arguments[1]->as_string()));
  return arguments[0]->as_string().ends_with(arguments[1]->as_string());
}

Computed matches(Arguments arguments, Workshop& shop) {
  const std::string& text = arguments[0]->as_string();
  const std::string& pattern = arguments[1]->as_string();
  shop.budget.spend(text.size() / 64 + pattern.size());
  const auto found = shop.patterns.matches(text, pattern);
  if (!found) return std::unexpected(found.error());
  return *found;
}

Computed join(Arguments arguments, Workshop& shop) {
  const std::string& separator = arguments[1]->as_string();
  std::string out;
  bool is_first = true;
  for (const Value& item : arguments[0]->as_list()) {
    if (!std::exchange(is_first, false)) out += separator;
    out += item.as_string();
    if (!shop.budget.spend(1 + copy_cost(item.as_string()) + copy_cost(separator))) break;
  }
  return out;
}

Computed lower(Arguments arguments, Workshop& shop) {
  std::string out = arguments[0]->as_string();
  shop.budget.spend(copy_cost(out));
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

}  // namespace grade::text
