#include "harness/expr/value.h"

#include <limits>

#include "harness/expr/order.h"

namespace grade {

Type Type::list_of(Type element) {
  Type type(Kind::list);
  type.element_ = std::make_shared<const Type>(std::move(element));
  return type;
}

Type Type::record_of(Fields fields) {
  Type type(Kind::record);
  type.fields_ = std::make_shared<const Fields>(std::move(fields));
  return type;
}

const Type& Type::element() const {
  static const Type kNothing;
  return element_ ? *element_ : kNothing;
}

const Type::Fields& Type::fields() const {
  static const Fields kNone;
  return fields_ ? *fields_ : kNone;
}

const Type* Type::field(std::string_view name) const {
  for (const auto& [field_name, type] : fields()) {
    if (field_name == name) return &type;
  }
  return nullptr;
}

bool Type::operator==(const Type& other) const {
  if (kind_ != other.kind_) return false;
  if (kind_ == Kind::list) return element_ == other.element_ || element() == other.element();
  if (kind_ == Kind::record) return fields_ == other.fields_ || fields() == other.fields();
  return true;
}

namespace {

struct ValuesShape : ListShape {
  static const Values& of(const void* list) { return *static_cast<const Values*>(list); }
  std::size_t size(const void* list) const override { return of(list).size(); }
  Value at(const Owned& list, std::size_t i) const override { return of(list.get())[i]; }
};
const ValuesShape kValuesShape;

struct NamedValuesShape : RecordShape {
  static const NamedValues& of(const void* record) {
    return *static_cast<const NamedValues*>(record);
  }
  std::size_t size(const void* record) const override { return of(record).size(); }
  std::string_view name(const void* record, std::size_t i) const override {
    return of(record)[i].first;
  }
  Value at(const Owned& record, std::size_t i) const override { return of(record.get())[i].second; }
};
const NamedValuesShape kNamedValuesShape;

}  // namespace

List::List(Values items) : List(std::make_shared<const Values>(std::move(items)), kValuesShape) {}
List::List(std::initializer_list<Value> items) : List(Values(items)) {}
Value List::operator[](std::size_t i) const { return shape_->at(data_, i); }
Value List::front() const { return shape_->at(data_, 0); }
Value List::Iterator::operator*() const { return (*list_)[i_]; }

Record::Record(NamedValues fields)
    : Record(std::make_shared<const NamedValues>(std::move(fields)), kNamedValuesShape) {}
Record::Record(std::initializer_list<std::pair<std::string, Value>> fields)
    : Record(NamedValues(fields)) {}
Value Record::operator[](std::size_t i) const { return shape_->at(data_, i); }

std::optional<Value> Record::field(std::string_view name) const {
  for (std::size_t i = 0; i < size(); ++i)
    if (this->name(i) == name) return (*this)[i];
  return std::nullopt;
}

std::optional<Value> Value::field(std::string_view name) const {
  return kind() == Kind::record ? as_record().field(name) : std::nullopt;
}

bool Value::operator==(const Value& other) const {
  Budget unlimited(std::numeric_limits<std::size_t>::max());
  return compare_values(*this, other, unlimited) == 0;
}

bool conforms(const Value& value, const Type& type) {
  if (value.kind() != type.kind()) return false;
  if (type.kind() == Kind::list) {
    for (const Value& item : value.as_list()) {
      if (!conforms(item, type.element())) return false;
    }
  }
  if (type.kind() != Kind::record) return true;
  const Record& fields = value.as_record();
  if (fields.size() != type.fields().size()) return false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& [name, field_type] = type.fields()[i];
    if (fields.name(i) != name || !conforms(fields[i], field_type)) return false;
  }
  return true;
}

}  // namespace grade
