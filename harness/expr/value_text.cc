#include <fmt/format.h>

#include <algorithm>

#include "harness/base/quantity.h"
#include "harness/base/text.h"
#include "harness/expr/value.h"

namespace grade {
namespace {

constexpr std::size_t kFieldsShown = 4;

// Records inside of a record are not opened.
std::string shallow_text(const Type& type) {
  if (type.kind() == Kind::record) return "{…}";
  return type.kind() == Kind::list ? "list of " + shallow_text(type.element()) : to_string(type);
}

std::string record_text(const Type& type) {
  std::string out = "{";
  std::size_t shown = 0;
  for (const auto& [name, field] : type.fields()) {
    if (shown > 0) out += ", ";
    if (shown == kFieldsShown) return out + "…}";
    out += name + ": " + shallow_text(field);
    ++shown;
  }
  return out + "}";
}

// Shortest text that reads back as the same double, with a point: "3.0", "0.1", "1e+21".
std::string real_text(double d) {
  std::string text = fmt::format("{}", d);
  if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
  return text;
}

std::string quoted(std::string_view text, std::size_t max_bytes) {
  std::string out = "\"";
  for (char c : printable(text, max_bytes)) {
    if (c == '"') out += '\\';
    out += c;
  }
  return out + "\"";
}

// Appends to one text under one limit: each value adds at least a byte and no value is begun
// past the limit, so that the work is bounded however deep or shared the value is.
class Writer {
 public:
  explicit Writer(std::size_t limit) : limit_(limit) {}
  void write(const Value& value);
  std::string take() { return std::move(out_); }

 private:
  bool is_full() const { return out_.size() >= limit_; }
  std::size_t room() const {
    return std::max<std::size_t>(limit_ - std::min(limit_, out_.size()), 8);
  }
  void write_list(const List& items);
  void write_record(const Record& fields);

  std::string out_;
  std::size_t limit_;
};

void Writer::write(const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      out_ += "null";
      break;
    case Kind::boolean:
      out_ += value.as_bool() ? "true" : "false";
      break;
    case Kind::integer:
      out_ += fmt::format("{}", value.as_int());
      break;
    case Kind::real:
      out_ += real_text(value.as_real());
      break;
    case Kind::string:
      out_ += quoted(value.as_string(), room());
      break;
    case Kind::duration:
      out_ += duration_text(value.as_duration());
      break;
    case Kind::list:
      write_list(value.as_list());
      break;
    case Kind::record:
      write_record(value.as_record());
      break;
  }
}

void Writer::write_list(const List& items) {
  out_ += "[";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out_ += ", ";
    if (is_full()) {
      out_ += fmt::format("…{} more", items.size() - i);
      break;
    }
    write(items[i]);
  }
  out_ += "]";
}

void Writer::write_record(const Record& fields) {
  out_ += "{";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out_ += ", ";
    if (is_full()) {
      out_ += "…";
      break;
    }
    out_ += fields.name(i);
    out_ += ": ";
    write(fields[i]);
  }
  out_ += "}";
}

}  // namespace

std::string to_string(const Type& type) {
  switch (type.kind()) {
    case Kind::null:
      return "anything";
    case Kind::boolean:
      return "bool";
    case Kind::integer:
      return "int";
    case Kind::real:
      return "double";
    case Kind::string:
      return "string";
    case Kind::duration:
      return "duration";
    case Kind::list:
      return "list of " + to_string(type.element());
    case Kind::record:
      return record_text(type);
  }
  return "";
}

std::string to_string(const Value& value, std::size_t max_bytes) {
  Writer writer(max_bytes);
  writer.write(value);
  return writer.take();
}

}  // namespace grade
