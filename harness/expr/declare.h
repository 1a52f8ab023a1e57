// One declaration of a C++ struct gives all that conditions, JSON and the manual need of it: its
// type, a view of it as a value, its JSON, and the rows of its table.
//
//   struct Sample { std::chrono::nanoseconds at{}; std::vector<int> cells; };
//   const Declared& declare(const Sample*);  // beside the struct; found by its namespace
//
//   const Declared& declare(const Sample*) {
//     static const Declared declared = {
//         field<&Sample::at>("at", "when it was taken"),
//         field<&Sample::cells>("cells", "its numbers"),
//         field<[](const Sample& s) { return s.cells.empty(); }>("is_empty", "it has none"),
//     };
//     return declared;
//   }
//
// A field is a member or a function of the struct, and its type one of: bool, integers, double,
// text, nanoseconds, enums with a to_string, declared structs, and vectors and arrays of these.
#pragma once

#include <concepts>
#include <functional>
#include <initializer_list>
#include <limits>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "harness/expr/json_text.h"
#include "harness/expr/value.h"

namespace grade {

class Declared;

struct Field {
  std::string_view name;   // in criteria
  std::string_view about;  // for the manual: one line, with the unit
  Type type;
  const Declared* inner = nullptr;  // of a record, or of a list of them
  Value (*value)(const Owned& record) = nullptr;
  void (*json)(const void* record, std::string& out) = nullptr;
  // Of a member that is a list of records; null for all others.
  std::size_t (*count)(const void* record) = nullptr;
  void (*json_at)(const void* record, std::size_t i, std::string& out) = nullptr;
};

class Declared : public RecordShape {
 public:
  Declared(std::initializer_list<Field> fields);

  const Type& type() const { return type_; }
  const std::vector<Field>& fields() const { return fields_; }
  void append_json(const void* record, std::string& out) const;

  std::size_t size(const void*) const override { return fields_.size(); }
  std::string_view name(const void*, std::size_t i) const override { return fields_[i].name; }
  Value at(const Owned& record, std::size_t i) const override { return fields_[i].value(record); }

 private:
  std::vector<Field> fields_;
  Type type_;
};

// The rows of the manual: "| `cycles[].line` | int | its line in the text |".
std::string table_rows(const Declared& declared);

template <class T>
concept IsDeclared = requires(const T* t) {
  { declare(t) } -> std::same_as<const Declared&>;
};
template <IsDeclared T>
const Declared& declared() {
  return declare(static_cast<const T*>(nullptr));
}

namespace declaring {

template <class T>
concept IsText = std::convertible_to<const T&, std::string_view>;
template <class T>
concept IsEnum = std::is_enum_v<T>;
template <class T>
concept IsList = !IsText<T> && std::ranges::random_access_range<const T>;

inline std::int64_t as_int(std::integral auto i) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  return std::cmp_greater(i, kMost) ? kMost : static_cast<std::int64_t>(i);
}

template <class T>
Type type_of() {
  if constexpr (std::same_as<T, bool>)
    return boolean_type();
  else if constexpr (std::integral<T>)
    return int_type();
  else if constexpr (std::floating_point<T>)
    return real_type();
  else if constexpr (std::same_as<T, Duration>)
    return duration_type();
  else if constexpr (IsText<T> || IsEnum<T>)
    return string_type();
  else if constexpr (IsDeclared<T>)
    return declared<T>().type();
  else
    return Type::list_of(type_of<std::ranges::range_value_t<T>>());
}

template <class T>
const Declared* inner_of() {
  if constexpr (IsDeclared<T>)
    return &declared<T>();
  else if constexpr (IsList<T>)
    return inner_of<std::ranges::range_value_t<T>>();
  else
    return nullptr;
}

template <class T>
Value view(const Owned& whole, const T& part);

template <class T>
struct ListView : ListShape {
  static const T& of(const void* list) { return *static_cast<const T*>(list); }
  std::size_t size(const void* list) const override { return std::ranges::size(of(list)); }
  Value at(const Owned& list, std::size_t i) const override {
    using Difference = std::ranges::range_difference_t<const T>;
    return view(list, std::ranges::begin(of(list.get()))[static_cast<Difference>(i)]);
  }
};
template <class T>
inline const ListView<T> list_view;

// `part` lies in what `whole` keeps alive.
template <class T>
Value view(const Owned& whole, const T& part) {
  if constexpr (std::same_as<T, bool> || std::same_as<T, Duration>)
    return part;
  else if constexpr (std::integral<T>)
    return as_int(part);
  else if constexpr (std::floating_point<T>)
    return static_cast<double>(part);
  else if constexpr (IsEnum<T>)
    return std::string(to_string(part));
  else if constexpr (std::same_as<T, std::string>)
    return std::shared_ptr<const std::string>(whole, &part);
  else if constexpr (IsText<T>)
    return std::string(part);
  else if constexpr (IsDeclared<T>)
    return Record(Owned(whole, &part), declared<T>());
  else
    return List(Owned(whole, &part), list_view<T>);
}

template <class T>
void append_json(std::string& out, const T& part) {
  if constexpr (std::same_as<T, bool> || std::same_as<T, Duration>)
    json_text::append(out, part);
  else if constexpr (std::integral<T>)
    json_text::append(out, as_int(part));
  else if constexpr (std::floating_point<T>)
    json_text::append(out, static_cast<double>(part));
  else if constexpr (IsEnum<T>)
    json_text::append(out, std::string_view(to_string(part)));
  else if constexpr (IsText<T>)
    json_text::append(out, std::string_view(part));
  else if constexpr (IsDeclared<T>)
    declared<T>().append_json(&part, out);
  else {
    out += '[';
    for (bool is_first = true; const auto& item : part) {
      if (!std::exchange(is_first, false)) out += ',';
      append_json(out, item);
    }
    out += ']';
  }
}

// The struct that a member or a function of it belongs to.
template <class F>
struct Of : Of<decltype(&F::operator())> {};
template <class Member, class T>
struct Of<Member T::*> {
  using type = T;
};
template <class Result, class Lambda, class T>
struct Of<Result (Lambda::*)(const T&) const> {
  using type = T;
};
template <class Result, class T>
struct Of<Result (*)(const T&)> {
  using type = T;
};

}  // namespace declaring

// The value of a struct of its own.
template <IsDeclared T>
Value value_of(T record) {
  const auto held = std::make_shared<const T>(std::move(record));
  return declaring::view(held, *held);
}

template <auto access>
Field field(std::string_view name, std::string_view about) {
  using T = typename declaring::Of<decltype(access)>::type;
  using Result = std::invoke_result_t<decltype(access), const T&>;
  using Member = std::remove_cvref_t<Result>;
  static constexpr auto of = [](const void* record) -> const T& {
    return *static_cast<const T*>(record);
  };
  Field field{name, about, declaring::type_of<Member>(), declaring::inner_of<Member>()};
  field.json = [](const void* record, std::string& out) {
    declaring::append_json<Member>(out, std::invoke(access, of(record)));
  };
  if constexpr (std::is_reference_v<Result>) {
    field.value = [](const Owned& record) {
      return declaring::view<Member>(record, std::invoke(access, of(record.get())));
    };
    if constexpr (declaring::IsList<Member> && !IsDeclared<Member>) {
      if (field.inner == nullptr) return field;
      field.count = [](const void* record) {
        return std::ranges::size(std::invoke(access, of(record)));
      };
      field.json_at = [](const void* record, std::size_t i, std::string& out) {
        const Member& list = std::invoke(access, of(record));
        declaring::append_json(out, list[i]);
      };
    }
  } else {
    field.value = [](const Owned& record) {
      const auto computed = std::make_shared<const Member>(std::invoke(access, of(record.get())));
      return declaring::view<Member>(computed, *computed);
    };
  }
  return field;
}

}  // namespace grade
