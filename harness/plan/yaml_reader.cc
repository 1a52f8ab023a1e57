#include "harness/plan/yaml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/base/text.h"

namespace grade {
namespace {

bool is_env_name(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

}  // namespace

std::unexpected<Error> unknown_name(const Pos& pos, std::string_view what, std::string_view name,
                                    const std::vector<std::string>& known) {
  const std::string near = nearest(name, known);
  std::string message = fmt::format("unknown {} '{}'", what, printable(name, 60));
  if (!near.empty()) return fail_at(pos, message + fmt::format(", did you mean '{}'?", near));
  return fail_at(pos, message, fmt::format("known: {}", fmt::join(known, ", ")));
}

Result<void> check_keys(const YamlNode& node, std::string_view what,
                        std::initializer_list<std::string_view> keys) {
  if (node.kind != YamlNode::Kind::map)
    return fail_at(node.pos, fmt::format("{} must be a map of keys and values", what));
  for (const auto& [key, value] : node.entries) {
    if (std::ranges::find(keys, key.text) != keys.end()) continue;
    return unknown_name(key.pos, "key", key.text, {keys.begin(), keys.end()});
  }
  return {};
}

Result<const YamlNode*> required(const YamlNode& map, std::string_view key) {
  const YamlNode* node = map.get(key);
  if (node == nullptr) return fail_at(map.pos, fmt::format("key '{}' is missing", key));
  if (node->kind == YamlNode::Kind::null)
    return fail_at(node->pos, fmt::format("'{}' has no value", key));
  return node;
}

Result<std::string> text_of(const YamlNode& node, std::string_view what) {
  if (node.kind != YamlNode::Kind::scalar || trim(node.text).empty())
    return fail_at(node.pos, fmt::format("{} must be a text", what));
  return std::string(trim(node.text));
}

Result<std::vector<std::string>> texts_of(const YamlNode& node, std::string_view what) {
  if (node.kind != YamlNode::Kind::list)
    return fail_at(node.pos, fmt::format("{} must be a list", what));
  std::vector<std::string> texts;
  for (const YamlNode& item : node.items) {
    GRADE_TRY(std::string text, text_of(item, fmt::format("an entry of {}", what)));
    texts.push_back(std::move(text));
  }
  return texts;
}

Result<std::map<std::string, std::string>> env_of(const YamlNode& node) {
  if (node.kind != YamlNode::Kind::map)
    return fail_at(node.pos, "env must be a map of names and values");
  std::map<std::string, std::string> env;
  for (const auto& [key, value] : node.entries) {
    if (!is_env_name(key.text))
      return fail_at(key.pos,
                     fmt::format("'{}' is no name for a variable", printable(key.text, 60)));
    if (value.kind != YamlNode::Kind::scalar)
      return fail_at(value.pos, fmt::format("{} must be a text", key.text));
    env.emplace(key.text, value.text);
  }
  return env;
}

Result<int> int_of(const YamlNode& node, int least, int most) {
  int number = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [stop, ec] = std::from_chars(node.text.data(), end, number);
  if (node.kind != YamlNode::Kind::scalar || ec != std::errc{} || stop != end || number < least ||
      number > most)
    return fail_at(node.pos, fmt::format("must be a whole number from {} to {}", least, most));
  return number;
}

Result<std::string> text_or(const YamlNode& map, std::string_view key, std::string fallback) {
  const YamlNode* node = map.get(key);
  if (node == nullptr) return fallback;
  return text_of(*node, key);
}

}  // namespace grade
