// JSON of plain structs, in both directions from one description of a struct's fields:
//
//   template <class Json>
//   void describe(Json& json, StepRecord& s) {
//     json.field("what", s.what).field("began", s.began);
//   }
//
// A field may be a string, a bool, a whole number, a time (nanoseconds), a list or a map of these,
// or a struct that has a description. Reading is strict: a field that is missing, unknown, of
// another type or out of range is trouble, and the first one is told with the path to it. A string
// that is not UTF-8 is {"hex": "…"}.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace grade {

nlohmann::json text_to_json(std::string_view text);
std::optional<std::string> text_from_json(const nlohmann::json& json);  // none: it is no text

class JsonReader {
 public:
  using Json = nlohmann::json;

  // `what` stands for the path of the outermost object in messages.
  JsonReader(const Json& from, std::string_view what, std::string& trouble)
      : JsonReader(from, nullptr, what, trouble) {}

  template <class T>
  JsonReader& field(const char* name, T& into) {
    asked_.push_back(name);
    if (!trouble_.empty()) return *this;
    const auto found = from_.find(name);
    if (found == from_.end())
      trouble_ = fmt::format("{} is missing", join(name));
    else
      read(*found, name, into);
    return *this;
  }

  // All fields have been asked for: another one is refused.
  void end() {
    if (!trouble_.empty() || from_.size() == asked_.size()) return;
    for (const auto& item : from_.items()) {
      if (std::ranges::find(asked_, item.key()) != asked_.end()) continue;
      trouble_ = fmt::format("{} is unknown", join(item.key()));
      return;
    }
  }

 private:
  JsonReader(const Json& from, const JsonReader* above, std::string_view name, std::string& trouble)
      : from_(from), above_(above), name_(name), trouble_(trouble) {
    if (!from_.is_object()) complain("an object", from_);
  }

  std::string path() const {
    if (above_ == nullptr) return "";
    return above_->join(name_);
  }
  std::string join(std::string_view name) const {
    const std::string own = path();
    return own.empty() || name.starts_with('[') ? own + std::string(name)
                                                : fmt::format("{}.{}", own, name);
  }
  void complain_at(std::string_view name, std::string_view wanted, const Json& found) {
    if (trouble_.empty())
      trouble_ = fmt::format("{}: expected {}, found {}", join(name), wanted, found.type_name());
  }
  void complain(std::string_view wanted, const Json& found) {
    const std::string place = path();
    if (trouble_.empty())
      trouble_ = fmt::format("{}: expected {}, found {}", place.empty() ? name_ : place, wanted,
                             found.type_name());
  }

  void read(const Json& value, std::string_view name, std::string& into) {
    auto text = text_from_json(value);
    if (!text) return complain_at(name, "a string", value);
    into = std::move(*text);
  }
  void read(const Json& value, std::string_view name, bool& into) {
    if (!value.is_boolean()) return complain_at(name, "true or false", value);
    into = value.get<bool>();
  }
  template <std::integral Number>
  void read(const Json& value, std::string_view name, Number& into) {
    const bool fits = value.is_number_unsigned() ? std::in_range<Number>(value.get<std::uint64_t>())
                      : value.is_number_integer() ? std::in_range<Number>(value.get<std::int64_t>())
                                                  : false;
    if (!fits) return complain_at(name, "a whole number that fits", value);
    into = value.get<Number>();
  }
  void read(const Json& value, std::string_view name, std::chrono::nanoseconds& into) {
    std::int64_t ns = 0;
    read(value, name, ns);
    into = std::chrono::nanoseconds(ns);
  }
  template <class T>
  void read(const Json& value, std::string_view name, std::vector<T>& into) {
    if (!value.is_array()) return complain_at(name, "a list", value);
    into.resize(value.size());
    for (std::size_t i = 0; i < into.size() && trouble_.empty(); ++i)
      read(value[i], fmt::format("{}[{}]", name, i), into[i]);
  }
  // A list of pairs, since keys need not be UTF-8.
  template <class T>
  void read(const Json& value, std::string_view name, std::map<std::string, T>& into) {
    if (!value.is_array()) return complain_at(name, "a list of pairs", value);
    for (std::size_t i = 0; i < value.size() && trouble_.empty(); ++i) {
      const std::string place = fmt::format("{}[{}]", name, i);
      if (!value[i].is_array() || value[i].size() != 2)
        return complain_at(place, "a pair", value[i]);
      std::string key;
      read(value[i][0], place, key);
      read(value[i][1], place, into[key]);
    }
  }
  template <class Struct>
  void read(const Json& value, std::string_view name, Struct& into) {
    JsonReader in(value, this, name, trouble_);
    if (!trouble_.empty()) return;
    describe(in, into);
    in.end();
  }

  const Json& from_;
  const JsonReader* above_;
  std::string_view name_;
  std::string& trouble_;
  std::vector<std::string_view> asked_;
};

class JsonWriter {
 public:
  using Json = nlohmann::json;

  template <class T>
  JsonWriter& field(const char* name, const T& value) {
    object_[name] = json_of(value);
    return *this;
  }
  Json take() { return std::move(object_); }

 private:
  static Json json_of(const std::string& text) { return text_to_json(text); }
  static Json json_of(bool value) { return value; }
  template <std::integral Number>
  static Json json_of(const Number& value) {
    return value;
  }
  static Json json_of(std::chrono::nanoseconds time) { return time.count(); }
  template <class T>
  static Json json_of(const std::vector<T>& list) {
    Json json = Json::array();
    for (const T& item : list) json.push_back(json_of(item));
    return json;
  }
  template <class T>
  static Json json_of(const std::map<std::string, T>& map) {
    Json json = Json::array();
    for (const auto& [key, value] : map)
      json.push_back(Json::array({json_of(key), json_of(value)}));
    return json;
  }
  template <class Struct>
  static Json json_of(const Struct& value) {
    JsonWriter out;
    describe(out, const_cast<Struct&>(value));  // a writer only reads it
    return out.take();
  }

  Json object_ = Json::object();
};

// "" or what is wrong; `into` is then not whole.
template <class Struct>
std::string read_fields(const nlohmann::json& from, std::string_view what, Struct& into) {
  std::string trouble;
  JsonReader in(from, what, trouble);
  if (!trouble.empty()) return trouble;
  describe(in, into);
  in.end();
  return trouble;
}

template <class Struct>
nlohmann::json fields_of(const Struct& value) {
  JsonWriter out;
  describe(out, const_cast<Struct&>(value));  // a writer only reads it
  return out.take();
}

}  // namespace grade
