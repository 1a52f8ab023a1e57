#include <algorithm>
#include <array>
#include <limits>

#include "harness/expr/expr.h"
#include "harness/expr/functions.h"
#include "harness/expr/typing.h"

namespace grade {
namespace {

using Maybe = std::optional<Type>;
constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

bool is_nothing(const Type& type) { return type.kind() == Kind::null; }
bool is(Types types, std::size_t i, Kind kind) { return types[i].kind() == kind; }

// A list of such elements, or [].
template <class Predicate>
bool is_list_of(const Type& type, Predicate predicate) {
  return type.kind() == Kind::list && (is_nothing(type.element()) || predicate(type.element()));
}
bool is_quantities(const Type& type) { return is_list_of(type, is_quantity); }
bool is_numbers(const Type& type) {
  return is_list_of(type, [](const Type& t) { return t.is_number(); });
}
bool is_list_of_kind(const Type& type, Kind kind) {
  return is_list_of(type, [kind](const Type& t) { return t.kind() == kind; });
}

Maybe when(bool takes, Type gives) { return takes ? Maybe(std::move(gives)) : std::nullopt; }
Maybe is_text(Types types, Type gives) {
  const auto is_string = [](const Type& type) { return type.kind() == Kind::string; };
  return when(std::ranges::all_of(types, is_string), std::move(gives));
}
Type element_or(const Type& list, const Type& otherwise) {
  return is_nothing(list.element()) ? otherwise : list.element();
}

Maybe type_size(Types types) {
  return when(is(types, 0, Kind::string) || is(types, 0, Kind::list), int_type());
}
Maybe type_to_int(Types types) {
  return when(types[0].is_number() || is(types, 0, Kind::string), int_type());
}
Maybe type_to_real(Types types) {
  return when(types[0].is_number() || is(types, 0, Kind::string), real_type());
}
Maybe type_to_text(Types types) {
  const bool is_scalar =
      is_quantity(types[0]) || is(types, 0, Kind::boolean) || is(types, 0, Kind::string);
  return when(is_scalar, string_type());
}
Maybe type_duration(Types types) { return is_text(types, duration_type()); }
Maybe type_seconds(Types types) { return when(is(types, 0, Kind::duration), real_type()); }
Maybe type_absolute(Types types) { return when(is_quantity(types[0]), types[0]); }

// Of one list, or of several quantities of one type.
Maybe type_extreme(Types types) {
  if (types.size() == 1) return when(is_quantities(types[0]), element_or(types[0], int_type()));
  const auto is_same = [&](const Type& type) { return type == types[0]; };
  return when(is_quantity(types[0]) && std::ranges::all_of(types, is_same), types[0]);
}
Maybe type_sum(Types types) {
  return when(is_quantities(types[0]), element_or(types[0], int_type()));
}
// Of numbers a double, of durations a duration.
Maybe type_average(Types types) {
  const bool is_time = types[0].element().kind() == Kind::duration;
  return when(is_quantities(types[0]), is_time ? duration_type() : real_type());
}
Maybe type_quantile(Types types) {
  return types[1].is_number() ? type_average(types) : std::nullopt;
}
Maybe type_gaps(Types types) { return when(is_quantities(types[0]), types[0]); }
Maybe type_rising(Types types) { return when(is_quantities(types[0]), boolean_type()); }
Maybe type_distinct(Types types) { return when(is(types, 0, Kind::list), types[0]); }
Maybe type_sort(Types types) {
  const auto is_sortable = [](const Type& t) { return is_quantity(t) || t.kind() == Kind::string; };
  return when(is_list_of(types[0], is_sortable), types[0]);
}
Maybe type_element(Types types) {
  const bool has_type = is(types, 0, Kind::list) && !is_nothing(types[0].element());
  return has_type ? Maybe(types[0].element()) : std::nullopt;
}
Maybe type_count(Types types) { return when(is_list_of_kind(types[0], Kind::boolean), int_type()); }
Maybe type_share(Types types) {
  return when(is_list_of_kind(types[0], Kind::boolean), real_type());
}
Maybe type_slope(Types types) { return when(is_numbers(types[0]), real_type()); }
Maybe type_mann_whitney(Types types) {
  const bool is_pair = (is_numbers(types[0]) && is_numbers(types[1])) ||
                       (is_quantities(types[0]) && unify(types[0], types[1]).has_value());
  return when(is_pair, real_type());
}
Maybe type_flatten(Types types) {
  if (!is_list_of_kind(types[0], Kind::list)) return std::nullopt;
  return is_nothing(types[0].element()) ? types[0] : types[0].element();
}
Maybe type_join(Types types) {
  return when(is_list_of_kind(types[0], Kind::string) && is(types, 1, Kind::string), string_type());
}
Maybe type_lower(Types types) { return is_text(types, string_type()); }
Maybe type_text_test(Types types) { return is_text(types, boolean_type()); }

constexpr CallStyle kFunction = CallStyle::function;
constexpr CallStyle kMember = CallStyle::member;
constexpr CallStyle kBoth = CallStyle::both;

constexpr std::array<Function, 30> kFunctions = {{
    {"size", kBoth, 1, 1, "size(string or list) -> int", "characters of a text, elements of a list",
     type_size, text::size},
    {"int", kFunction, 1, 1, "int(int, double or string) -> int",
     "a whole number; a double loses its fraction", type_to_int, convert::to_int},
    {"double", kFunction, 1, 1, "double(int, double or string) -> double",
     "a number with a fraction", type_to_real, convert::to_real},
    {"string", kFunction, 1, 1, "string(bool, number, duration or string) -> string",
     "the value as text", type_to_text, convert::to_text},
    {"duration", kFunction, 1, 1, "duration(string) -> duration",
     "a time span in Go's notation: \"1m30s\", \"2.5ms\"; units h m s ms us ns", type_duration,
     convert::duration},
    {"seconds", kFunction, 1, 1, "seconds(duration) -> double", "a time span in seconds",
     type_seconds, convert::seconds},
    {"abs", kFunction, 1, 1, "abs(number or duration) -> the same", "without its sign",
     type_absolute, numbers::absolute},
    {"min", kFunction, 1, kAny, "min(a, b, …) or min(list) of numbers or durations -> the same",
     "the smallest; an error for an empty list", type_extreme, numbers::least},
    {"max", kFunction, 1, kAny, "max(a, b, …) or max(list) of numbers or durations -> the same",
     "the largest; an error for an empty list", type_extreme, numbers::greatest},
    {"sum", kFunction, 1, 1, "sum(list of numbers or durations) -> the same",
     "all added up; 0 for an empty list", type_sum, numbers::sum},
    {"mean", kFunction, 1, 1, "mean(list of numbers or durations) -> double or duration",
     "the average; an error for an empty list", type_average, numbers::mean},
    {"median", kFunction, 1, 1, "median(list of numbers or durations) -> double or duration",
     "the middle value; an error for an empty list", type_average, numbers::middle},
    {"quantile", kFunction, 2, 2, "quantile(list of numbers or durations, q) -> double or duration",
     "the value below which the share q lies (definition R8); an error for an empty list",
     type_quantile, numbers::quantile_at},
    {"gaps", kFunction, 1, 1, "gaps(list of numbers or durations) -> list of the same",
     "each element minus the one before", type_gaps, lists::gaps},
    {"distinct", kFunction, 1, 1, "distinct(list) -> list", "each value once, where it came first",
     type_distinct, lists::distinct},
    {"count", kFunction, 1, 1, "count(list of bools) -> int", "how many are true", type_count,
     lists::count},
    {"share", kFunction, 1, 1, "share(list of bools) -> double",
     "the part that is true, 0.0 to 1.0; an error for an empty list", type_share, lists::share},
    {"rising", kFunction, 1, 1, "rising(list of numbers or durations) -> bool",
     "each element is greater than the one before; true below two elements", type_rising,
     lists::rising},
    {"sort", kFunction, 1, 1, "sort(list of numbers, durations or strings) -> list",
     "the smallest first", type_sort, lists::sort},
    {"first", kFunction, 1, 1, "first(list) -> element", "an error for an empty list", type_element,
     lists::first},
    {"last", kFunction, 1, 1, "last(list) -> element", "an error for an empty list", type_element,
     lists::last},
    {"slope", kFunction, 1, 1, "slope(list of numbers) -> double",
     "growth a step, the median of all pairs (Theil-Sen), so that outliers do not matter; an error "
     "below two elements",
     type_slope, numbers::slope},
    {"mann_whitney_p", kFunction, 2, 2,
     "mann_whitney_p(list of numbers, list of numbers) -> double",
     "two-sided p: how likely such a difference is by chance alone; small means really different",
     type_mann_whitney, numbers::mann_whitney_p},
    {"flatten", kFunction, 1, 1, "flatten(list of lists) -> list",
     "the elements of all lists in one", type_flatten, lists::flatten},
    {"join", kBoth, 2, 2, "join(list of strings, string) -> string",
     "one text, with the second between", type_join, text::join},
    {"lower", kFunction, 1, 1, "lower(string) -> string", "A to Z become a to z", type_lower,
     text::lower},
    {"contains", kMember, 2, 2, "string.contains(string) -> bool",
     "the second is a part of the first", type_text_test, text::contains},
    {"startsWith", kMember, 2, 2, "string.startsWith(string) -> bool",
     "the text starts with the second", type_text_test, text::starts_with},
    {"endsWith", kMember, 2, 2, "string.endsWith(string) -> bool", "the text ends with the second",
     type_text_test, text::ends_with},
    {"matches", kBoth, 2, 2, "string.matches(string) -> bool",
     "the pattern (RE2 syntax) matches some part of the text; ^ and $ anchor it", type_text_test,
     text::matches},
}};

// Of the syntax, but listed in the manual beside the functions.
constexpr std::array<std::array<std::string_view, 3>, 6> kMacroDocs = {{
    {"all", "list.all(x, condition) -> bool", "the condition holds for each element x"},
    {"exists", "list.exists(x, condition) -> bool", "it holds for some element"},
    {"exists_one", "list.exists_one(x, condition) -> bool", "it holds for exactly one element"},
    {"filter", "list.filter(x, condition) -> list", "the elements for which it holds"},
    {"map", "list.map(x, expression) -> list", "the value of the expression for each element"},
    {"top", "list.top(n, x, expression) -> list",
     "at most n elements, those for which the expression is greatest, the greatest first"},
}};

}  // namespace

std::span<const Function> function_table() { return kFunctions; }

const Function* find_function(std::string_view name) {
  const auto found = std::ranges::find(kFunctions, name, &Function::name);
  return found == kFunctions.end() ? nullptr : &*found;
}

const std::vector<FunctionDoc>& expr_functions() {
  static const std::vector<FunctionDoc> kDocs = [] {
    std::vector<FunctionDoc> docs;
    for (const Function& f : kFunctions) {
      docs.push_back({std::string(f.name), std::string(f.signature), std::string(f.about)});
    }
    for (const auto& [name, signature, about] : kMacroDocs) {
      docs.push_back({std::string(name), std::string(signature), std::string(about)});
    }
    return docs;
  }();
  return kDocs;
}

}  // namespace grade
