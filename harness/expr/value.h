// Values and types of the criteria language: what observers produce and conditions compute with.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace grade {

enum class Kind { null, boolean, integer, real, string, duration, list, record };

// The static type of a value. A list has an element type, a record its fields in order.
class Type {
 public:
  using Fields = std::vector<std::pair<std::string, Type>>;
  explicit Type(Kind kind = Kind::null) : kind_(kind) {}
  static Type list_of(Type element);
  static Type record_of(Fields fields);

  Kind kind() const { return kind_; }
  const Type& element() const;                     // of a list
  const Fields& fields() const;                    // of a record
  const Type* field(std::string_view name) const;  // null when there is none
  bool is_number() const { return kind_ == Kind::integer || kind_ == Kind::real; }
  bool operator==(const Type& other) const;

 private:
  Kind kind_;
  std::shared_ptr<const Type> element_;
  std::shared_ptr<const Fields> fields_;
};

// "list of {at: duration, live_mb: int}", cut after a few fields.
std::string to_string(const Type& type);

inline Type boolean_type() { return Type(Kind::boolean); }
inline Type int_type() { return Type(Kind::integer); }
inline Type real_type() { return Type(Kind::real); }
inline Type string_type() { return Type(Kind::string); }
inline Type duration_type() { return Type(Kind::duration); }

class Value;
using List = std::vector<Value>;
using Record = std::vector<std::pair<std::string, Value>>;  // in the order of the type's fields
using Duration = std::chrono::nanoseconds;

class Value {
 public:
  Value() = default;
  Value(bool b) : data_(b) {}
  Value(std::int64_t i) : data_(i) {}
  Value(int i) : data_(std::int64_t{i}) {}
  Value(double d) : data_(d) {}
  Value(std::string s) : data_(std::move(s)) {}
  Value(const char* s) : data_(std::string(s)) {}
  Value(Duration d) : data_(d) {}
  Value(List items);
  Value(Record fields);

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool as_bool() const { return std::get<bool>(data_); }
  std::int64_t as_int() const { return std::get<std::int64_t>(data_); }
  double as_real() const { return std::get<double>(data_); }
  const std::string& as_string() const { return std::get<std::string>(data_); }
  Duration as_duration() const { return std::get<Duration>(data_); }
  const List& as_list() const { return *std::get<std::shared_ptr<const List>>(data_); }
  const Record& as_record() const { return *std::get<std::shared_ptr<const Record>>(data_); }
  const Value* field(std::string_view name) const;  // of a record; null when there is none
  bool operator==(const Value& other) const;        // deep; an int equals a double of its value

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Duration,
               std::shared_ptr<const List>, std::shared_ptr<const Record>>
      data_;
};

// One line for a person, text made printable: `[3, 1, …12 more]`, `{at: 1.002s, live: 4}`,
// `"a\nb"`. At most about `max_bytes`.
std::string to_string(const Value& value, std::size_t max_bytes = 120);

// Whether the value has the shape that the type promises: every field there, in order.
bool conforms(const Value& value, const Type& type);

}  // namespace grade
