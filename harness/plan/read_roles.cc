#include <fmt/format.h>

#include <algorithm>

#include "harness/base/pattern.h"
#include "harness/base/text.h"
#include "harness/plan/criteria_sections.h"

namespace grade {
namespace {

// "" for none.
std::string read_pattern(MapReader& map, const char* key) {
  std::string text = map.text_if(key);
  if (!text.empty())
    if (auto pattern = Pattern::compile(text); !pattern)
      map.error(map.find(key)->pos, std::move(pattern.error()));
  return text;
}

// `benchmark: BenchmarkX`, or a map of name or like and what else tells it.
void read_finder(RoleDef& role, const YamlNode& node, Errors& errors) {
  if (node.kind == YamlNode::Kind::scalar) {
    role.exact = text_of(node, "the name", errors);
    return;
  }
  MapReader finder(node, "a way to find it",
                   {"name", "like", "place", "calls", "avoids", "part", "other_than"}, errors);
  role.exact = finder.text_if("name");
  const bool is_misspelt = finder.may_be_misspelt("name") || finder.may_be_misspelt("like");
  if (finder.has("name") == finder.has("like") && !is_misspelt)
    finder.error(node.pos, "it is found by a name or by what its name is like");
  role.like = read_pattern(finder, "like");
  role.place = read_pattern(finder, "place");
  role.calls = read_pattern(finder, "calls");
  role.avoids = read_pattern(finder, "avoids");
  role.part = read_pattern(finder, "part");
  for (const char* key : {"place", "calls", "avoids", "part"})
    if (const YamlNode* hint = finder.find(key);
        hint != nullptr && role.kind != RoleKind::benchmark)
      finder.error(hint->pos, fmt::format("only a benchmark can have '{}'", key));
  role.other_than = finder.texts_if("other_than");
}

void read_path(RoleDef& role, MapReader& map) {
  const YamlNode* path = map.find("path");
  if (path == nullptr) return;
  role.path = map.text("path");
  if (role.kind != RoleKind::service)
    map.error(path->pos, "only a service can have a path");
  else if (!role.path.starts_with('/'))
    map.error(path->pos, "path must start with /");
}

void read_program_hints(RoleDef& role, MapReader& map) {
  const bool is_program = role.kind == RoleKind::program || role.kind == RoleKind::service;
  for (const char* key : {"calls", "place"})
    if (const YamlNode* hint = map.find(key); hint != nullptr && !is_program)
      map.error(hint->pos, fmt::format("only a program or a service can have '{}' here", key));
  if (!is_program) return;
  role.calls = map.text_if("calls");
  role.place = read_pattern(map, "place");
}

RoleDef read_role(const YamlNode& key, const YamlNode& node, Errors& errors) {
  RoleDef role{.name = key.text, .pos = key.pos};
  MapReader map(
      node, "a role",
      {"about", "program", "service", "path", "calls", "place", "benchmark", "function", "command"},
      errors);
  role.about = map.text("about");
  const std::pair<const char*, RoleKind> kKinds[] = {{"program", RoleKind::program},
                                                     {"service", RoleKind::service},
                                                     {"benchmark", RoleKind::benchmark},
                                                     {"function", RoleKind::function},
                                                     {"command", RoleKind::command}};
  int found = 0;
  bool is_misspelt = false;
  for (const auto& [name, kind] : kKinds) {
    is_misspelt = is_misspelt || map.may_be_misspelt(name);
    if (!map.has(name)) continue;
    ++found;
    role.kind = kind;
    if (kind == RoleKind::program || kind == RoleKind::service)
      role.packages = map.texts(name);
    else if (kind == RoleKind::command)
      role.commands = map.texts(name);
    else if (const YamlNode* finder = map.find(name))
      read_finder(role, *finder, errors);
  }
  if (found > 1 || (found == 0 && !is_misspelt))
    map.error(key.pos,
              "a role needs exactly one of program, service, benchmark, function and command");
  read_path(role, map);
  read_program_hints(role, map);
  return role;
}

void check_others(const RoleDef& role, CriteriaDraft& draft) {
  for (const std::string& other : role.other_than)
    if (draft.task.role(other) == nullptr && !draft.unread_roles.contains(other))
      draft.errors.push_back(
          {role.pos,
           fmt::format("other_than names '{}', which is not an earlier role", printable(other, 60)),
           {},
           {}});
}

}  // namespace

bool is_name(const YamlNode& key, Errors& errors) {
  const auto is_letter_or_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  const std::string& name = key.text;
  constexpr std::size_t kLongest = 60;
  if (name.size() > kLongest) {
    errors.push_back(
        {key.pos,
         fmt::format("a name has at most {} characters, this one {}", kLongest, name.size()),
         {},
         {}});
    return false;
  }
  if (!name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
      std::ranges::all_of(name, is_letter_or_digit))
    return true;
  errors.push_back({key.pos,
                    fmt::format("invalid name '{}': use letters, digits and _; do not start with "
                                "a digit",
                                printable(name, 60)),
                    {},
                    {}});
  return false;
}

void read_roles(MapReader& file, CriteriaDraft& draft) {
  const auto entries = file.entries_if("roles", "role names");
  draft.has_all_roles = entries.has_value();
  for (const auto& [key, value] : entries.value_or(std::span<const YamlEntry>{})) {
    const std::size_t before = draft.errors.size();
    if (!is_name(key, draft.errors)) draft.has_all_roles = false;
    RoleDef role = read_role(key, value, draft.errors);
    check_others(role, draft);
    if (draft.errors.size() > before) draft.unread_roles.insert(role.name);
    draft.task.roles.push_back(std::move(role));
  }
}

}  // namespace grade
