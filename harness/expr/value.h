// Values and types of the criteria language: what observers produce and conditions compute with.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
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
using Values = std::vector<Value>;
using NamedValues = std::vector<std::pair<std::string, Value>>;
using Duration = std::chrono::nanoseconds;

// An object that a value looks into, kept alive together with what it is a part of.
using Owned = std::shared_ptr<const void>;

// How lists and records of one kind are read. One object a C++ type (see declare.h), so that a
// view costs two pointers and the names of fields exist once.
class ListShape {
 public:
  virtual ~ListShape() = default;
  virtual std::size_t size(const void* list) const = 0;
  virtual Value at(const Owned& list, std::size_t i) const = 0;
};
class RecordShape {
 public:
  virtual ~RecordShape() = default;
  virtual std::size_t size(const void* record) const = 0;
  virtual std::string_view name(const void* record, std::size_t i) const = 0;
  virtual Value at(const Owned& record, std::size_t i) const = 0;
};

// Read-only and cheap to copy: a view of some C++ list, or values of its own. Elements are made
// when they are asked for.
class List {
 public:
  List() = default;
  List(std::initializer_list<Value> items);
  explicit List(Values items);
  List(Owned data, const ListShape& shape) : data_(std::move(data)), shape_(&shape) {}

  std::size_t size() const { return shape_ == nullptr ? 0 : shape_->size(data_.get()); }
  bool empty() const { return size() == 0; }
  Value operator[](std::size_t i) const;  // i must be below size()
  Value front() const;
  bool is_same(const List& other) const { return data_ == other.data_ && shape_ == other.shape_; }

  class Iterator {
   public:
    using value_type = Value;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    Iterator(const List& list, std::size_t i) : list_(&list), i_(i) {}
    Value operator*() const;
    Iterator& operator++() {
      ++i_;
      return *this;
    }
    void operator++(int) { ++i_; }
    bool operator==(const Iterator& other) const { return i_ == other.i_; }

   private:
    const List* list_ = nullptr;
    std::size_t i_ = 0;
  };
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size()}; }

 private:
  Owned data_;
  const ListShape* shape_ = nullptr;
};

// The same for a record; its fields are in the order of the type's.
class Record {
 public:
  Record() = default;
  Record(std::initializer_list<std::pair<std::string, Value>> fields);
  explicit Record(NamedValues fields);
  Record(Owned data, const RecordShape& shape) : data_(std::move(data)), shape_(&shape) {}

  std::size_t size() const { return shape_ == nullptr ? 0 : shape_->size(data_.get()); }
  std::string_view name(std::size_t i) const { return shape_->name(data_.get(), i); }
  Value operator[](std::size_t i) const;  // i must be below size()
  std::optional<Value> field(std::string_view name) const;
  bool is_same(const Record& other) const { return data_ == other.data_ && shape_ == other.shape_; }

 private:
  Owned data_;
  const RecordShape* shape_ = nullptr;
};

class Value {
 public:
  Value() = default;
  Value(bool b) : data_(b) {}
  Value(std::int64_t i) : data_(i) {}
  Value(int i) : data_(std::int64_t{i}) {}
  Value(double d) : data_(d) {}
  Value(std::string s) : data_(std::make_shared<const std::string>(std::move(s))) {}
  Value(const char* s) : Value(std::string(s)) {}
  Value(std::shared_ptr<const std::string> s) : data_(std::move(s)) {}  // not null
  Value(Duration d) : data_(d) {}
  Value(List list) : data_(std::move(list)) {}
  Value(Record record) : data_(std::move(record)) {}
  Value(Values items) : Value(List(std::move(items))) {}
  Value(NamedValues fields) : Value(Record(std::move(fields))) {}

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool as_bool() const { return std::get<bool>(data_); }
  std::int64_t as_int() const { return std::get<std::int64_t>(data_); }
  double as_real() const { return std::get<double>(data_); }
  const std::string& as_string() const {
    return *std::get<std::shared_ptr<const std::string>>(data_);
  }
  Duration as_duration() const { return std::get<Duration>(data_); }
  List as_list() const { return std::get<List>(data_); }  // outlives a value that was temporary
  Record as_record() const { return std::get<Record>(data_); }
  std::optional<Value> field(std::string_view name) const;  // of a record
  bool operator==(const Value& other) const;  // deep; an int equals a double of its value

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::shared_ptr<const std::string>,
               Duration, List, Record>
      data_;
};

// One line for a person, text made printable: `[3, 1, …12 more]`, `{at: 1.002s, live: 4}`,
// `"a\nb"`. At most about `max_bytes`.
std::string to_string(const Value& value, std::size_t max_bytes = 120);

// Whether the value has the shape that the type promises: every field there, in order.
bool conforms(const Value& value, const Type& type);

}  // namespace grade
