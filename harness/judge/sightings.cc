#include "harness/judge/sightings.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/cursor.h"
#include "harness/base/text.h"

namespace grade {
namespace {

constexpr std::size_t kMostSightings = 20;
constexpr std::size_t kMostParts = 4;
constexpr std::size_t kMostPartBytes = 60;  // of its words and of its value
constexpr std::size_t kMostCodeBytes = 400;
constexpr std::size_t kMostPlaceBytes = 300;  // of "folder/main.go"

const std::string* text_of_file(const Handin& handin, const std::string& file) {
  for (const auto* files : {&handin.code, &handin.texts})
    if (const auto found = files->find(file); found != files->end()) return &found->second;
  return nullptr;
}

// False where there is no such line.
bool quote(Sighting& sighting, const Handin& handin) {
  const std::string* text = text_of_file(handin, sighting.file);
  if (text == nullptr || sighting.line < 1) return false;
  const std::vector<std::string_view> lines = split_lines(*text);
  const auto index = static_cast<std::size_t>(sighting.line) - 1;
  if (index >= lines.size()) return false;
  sighting.code = std::string(lines[index].substr(0, kMostCodeBytes));
  return true;
}

// "main.go:3:5: words", where that line is.
Sighting sighting_of(const std::string& words, const Handin& handin) {
  for (std::size_t colon = words.find(':'); colon < kMostPlaceBytes;
       colon = words.find(':', colon + 1)) {
    Cursor in(std::string_view(words).substr(colon + 1));
    Sighting found{.text = "", .file = words.substr(0, colon)};
    found.line = in.number<int>().value_or(0);
    if (!in.eat(":")) continue;
    if (const auto col = in.number<int>()) {
      found.col = std::max(*col, 0);
      if (!in.eat(":")) continue;
    }
    found.text = trim(in.rest());
    if (quote(found, handin)) return found;
  }
  return {.text = words};
}

std::string text_field(const Value& record, std::string_view name) {
  const std::optional<Value> value = record.field(name);
  return value && value->kind() == Kind::string ? value->as_string() : "";
}

int int_field(const Value& record, std::string_view name) {
  const std::optional<Value> value = record.field(name);
  const bool is_line =
      value && value->kind() == Kind::integer && value->as_int() > 0 && value->as_int() < (1 << 30);
  return is_line ? static_cast<int>(value->as_int()) : 0;
}

// All of its words but the file.
std::string words_of(const Record& record) {
  std::string words;
  for (std::size_t i = 0; i < record.size(); ++i)
    if (record.name(i) != "file" && record[i].kind() == Kind::string)
      words += (words.empty() ? "" : ": ") + record[i].as_string();
  return words;
}

Sighting sighting_of(const Value& value, const Handin& handin) {
  if (value.kind() == Kind::string) return sighting_of(value.as_string(), handin);
  Sighting sighting{.text = words_of(value.as_record()),
                    .file = text_field(value, "file"),
                    .line = int_field(value, "line"),
                    .col = int_field(value, "col")};
  quote(sighting, handin);
  return sighting;
}

bool is_readable(const EvidencePart& part) {
  return part.value != "[]" && part.value.find('{') == std::string::npos &&
         part.text.size() <= kMostPartBytes && part.value.size() <= kMostPartBytes &&
         part.value != "true" && part.value != "false";
}

}  // namespace

std::vector<Sighting> sightings_of(const Value& value, const Handin& handin) {
  if (value.kind() != Kind::list) return {sighting_of(value, handin)};
  std::vector<Sighting> all;
  for (const Value& item : value.as_list()) {
    if (all.size() == kMostSightings) {
      const std::size_t rest = value.as_list().size() - kMostSightings;
      all.push_back({.text = fmt::format("and {} more", rest)});
      break;
    }
    all.push_back(sighting_of(item, handin));
  }
  return all;
}

std::vector<Sighting> sightings_of(const std::vector<EvidencePart>& parts) {
  std::vector<Sighting> all;
  for (const EvidencePart& part : parts)
    if (is_readable(part)) all.push_back({.text = fmt::format("{} = {}", part.text, part.value)});
  if (all.size() > kMostParts) all.erase(all.begin(), all.end() - kMostParts);
  return all;
}

}  // namespace grade
