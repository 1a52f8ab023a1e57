#include "harness/expr/declare.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace grade {
namespace {

Type type_of_all(const std::vector<Field>& fields) {
  Type::Fields types;
  for (const Field& field : fields) types.emplace_back(field.name, field.type);
  return Type::record_of(std::move(types));
}

// In one step: names make up half of the text.
void append_key(std::string& out, char before, std::string_view name) {
  const std::size_t size = out.size();
  const std::size_t whole = size + name.size() + 4;
  // libstdc++ 12 hands the capacity to the function, not the size that was asked for.
  out.resize_and_overwrite(whole, [&](char* text, std::size_t) {
    char* at = text + size;
    *at++ = before;
    *at++ = '"';
    at = std::ranges::copy(name, at).out;
    *at++ = '"';
    *at = ':';
    return whole;
  });
}

void add_rows(const Declared& declared, const std::string& path, std::string& rows) {
  for (const Field& field : declared.fields()) {
    const bool is_list = field.type.kind() == Kind::list;
    const std::string name = path + std::string(field.name);
    const std::string type = field.inner == nullptr ? to_string(field.type)
                             : is_list              ? "list"
                                                    : "record";
    fmt::format_to(std::back_inserter(rows), "| `{}` | {} | {} |\n", name, type, field.about);
    if (field.inner != nullptr) add_rows(*field.inner, name + (is_list ? "[]." : "."), rows);
  }
}

}  // namespace

Declared::Declared(std::initializer_list<Field> fields)
    : fields_(fields), type_(type_of_all(fields_)) {}

void Declared::append_json(const void* record, std::string& out) const {
  char before = '{';
  for (const Field& field : fields_) {
    append_key(out, before, field.name);
    field.json(record, out);
    before = ',';
  }
  out += fields_.empty() ? "{}" : "}";
}

std::string table_rows(const Declared& declared) {
  std::string rows;
  add_rows(declared, "", rows);
  return rows;
}

}  // namespace grade
