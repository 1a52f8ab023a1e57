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

Value::Value(List items) : data_(std::make_shared<const List>(std::move(items))) {}
Value::Value(Record fields) : data_(std::make_shared<const Record>(std::move(fields))) {}

const Value* Value::field(std::string_view name) const {
  if (kind() != Kind::record) return nullptr;
  for (const auto& [field_name, value] : as_record()) {
    if (field_name == name) return &value;
  }
  return nullptr;
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
    if (fields[i].first != name || !conforms(fields[i].second, field_type)) return false;
  }
  return true;
}

}  // namespace grade
