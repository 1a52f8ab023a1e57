// The functions of the criteria language, one table for the checker, the evaluator and the manual.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/pattern.h"
#include "harness/expr/order.h"
#include "harness/expr/value.h"

namespace grade {

using Types = std::span<const Type>;
using Arguments = std::span<const Value* const>;
using Computed = std::expected<Value, std::string>;

// What one evaluation may use up, and what it keeps between calls.
struct Workshop {
  Budget budget;
  PatternCache patterns;
};

enum class CallStyle { function, member, both };  // f(x), x.f(), either

struct Function {
  std::string_view name;
  CallStyle style = CallStyle::function;
  std::size_t min_arguments = 1;  // a member's receiver counts
  std::size_t max_arguments = 1;
  std::string_view signature;  // "median(list of numbers or durations) -> double or duration"
  std::string_view about;
  std::optional<Type> (*type)(Types) = nullptr;       // none: it does not take these
  Computed (*apply)(Arguments, Workshop&) = nullptr;  // of arguments of checked types
};

std::span<const Function> function_table();
const Function* find_function(std::string_view name);  // null when there is none

// By subject; each is implemented in the file of that name.
namespace convert {  // function_convert.cc
Computed to_int(Arguments, Workshop&);
Computed to_real(Arguments, Workshop&);
Computed to_text(Arguments, Workshop&);
Computed duration(Arguments, Workshop&);
Computed seconds(Arguments, Workshop&);
}  // namespace convert
namespace text {  // function_text.cc
Computed size(Arguments, Workshop&);
Computed contains(Arguments, Workshop&);
Computed starts_with(Arguments, Workshop&);
Computed ends_with(Arguments, Workshop&);
Computed matches(Arguments, Workshop&);
Computed join(Arguments, Workshop&);
Computed lower(Arguments, Workshop&);
}  // namespace text
namespace lists {  // function_lists.cc
Computed distinct(Arguments, Workshop&);
Computed flatten(Arguments, Workshop&);
Computed count(Arguments, Workshop&);
Computed share(Arguments, Workshop&);
Computed gaps(Arguments, Workshop&);
Computed rising(Arguments, Workshop&);
Computed sort(Arguments, Workshop&);
Computed first(Arguments, Workshop&);
Computed last(Arguments, Workshop&);
}  // namespace lists
namespace numbers {  // function_numbers.cc
Computed absolute(Arguments, Workshop&);
Computed least(Arguments, Workshop&);
Computed greatest(Arguments, Workshop&);
Computed sum(Arguments, Workshop&);
Computed mean(Arguments, Workshop&);
Computed middle(Arguments, Workshop&);
Computed quantile_at(Arguments, Workshop&);
Computed slope(Arguments, Workshop&);
Computed mann_whitney_p(Arguments, Workshop&);
}  // namespace numbers

}  // namespace grade
