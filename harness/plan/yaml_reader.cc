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

Error unknown_name(const Pos& pos, std::string_view what, std::string_view name,
                   const std::vector<std::string>& known) {
  const std::string near = nearest(name, known);
  std::string message = fmt::format("unknown {} '{}'", what, printable(name, 60));
  if (!near.empty()) return {pos, message + fmt::format(", did you mean '{}'?", near), {}, {}};
  return {pos, message, fmt::format("known: {}", fmt::join(known, ", ")), {}};
}

MapReader::MapReader(const YamlNode& node, std::string_view what,
                     std::initializer_list<std::string_view> keys, Errors& errors)
    : node_(node), errors_(errors), is_map_(node.kind == YamlNode::Kind::map) {
  if (!is_map_) error(node.pos, fmt::format("{} must be a map of keys and values", what));
  const std::vector<std::string> known(keys.begin(), keys.end());
  for (const auto& [key, value] : node.entries) {
    if (std::ranges::find(keys, key.text) != keys.end()) continue;
    errors.push_back(unknown_name(key.pos, "key", key.text, known));
    misspelt_.insert(nearest(key.text, known));
  }
}

void MapReader::error(const Pos& pos, std::string what, std::string hint) {
  errors_.push_back({pos, std::move(what), std::move(hint), {}});
}

const YamlNode* MapReader::find(std::string_view key) {
  const YamlNode* node = node_.get(key);
  if (node == nullptr || node->kind != YamlNode::Kind::null) return node;
  error(node->pos, fmt::format("'{}' has no value", key));
  return nullptr;
}

const YamlNode* MapReader::need(std::string_view key) {
  if (!has(key) && !may_be_misspelt(key)) error(node_.pos, fmt::format("missing key '{}'", key));
  return find(key);
}

std::string MapReader::text(std::string_view key) {
  const YamlNode* node = need(key);
  return node == nullptr ? "" : text_of(*node, key, errors_);
}

std::string MapReader::text_if(std::string_view key) {
  const YamlNode* node = find(key);
  return node == nullptr ? "" : text_of(*node, key, errors_);
}

std::vector<std::string> MapReader::texts(std::string_view key) {
  const YamlNode* node = need(key);
  return node == nullptr ? std::vector<std::string>{} : texts_of(*node, key, errors_);
}

std::vector<std::string> MapReader::texts_if(std::string_view key) {
  const YamlNode* node = find(key);
  return node == nullptr ? std::vector<std::string>{} : texts_of(*node, key, errors_);
}

std::map<std::string, std::string> MapReader::env_if(std::string_view key) {
  const YamlNode* node = find(key);
  return node == nullptr ? std::map<std::string, std::string>{} : env_of(*node, errors_);
}

std::optional<int> MapReader::int_if(std::string_view key, int least, int most) {
  const YamlNode* node = find(key);
  return node == nullptr ? std::nullopt : int_of(*node, key, least, most, errors_);
}

std::optional<std::span<const YamlEntry>> MapReader::entries_if(std::string_view key,
                                                                std::string_view of) {
  if (!has(key) && !may_be_misspelt(key)) return std::span<const YamlEntry>{};
  const YamlNode* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind == YamlNode::Kind::map) return node->entries;
  error(node->pos, fmt::format("{} must be a map of {}", key, of));
  return std::nullopt;
}

std::span<const YamlNode> MapReader::items(const YamlNode& list, std::string_view of) {
  if (list.kind == YamlNode::Kind::list && !list.items.empty()) return list.items;
  error(list.pos, fmt::format("{} must be a list with at least one entry", of));
  return {};
}

std::string text_of(const YamlNode& node, std::string_view what, Errors& errors) {
  if (node.kind == YamlNode::Kind::scalar && !trim(node.text).empty())
    return std::string(trim(node.text));
  errors.push_back({node.pos, fmt::format("{} must be text", what), {}, {}});
  return "";
}

std::vector<std::string> texts_of(const YamlNode& node, std::string_view what, Errors& errors) {
  if (node.kind != YamlNode::Kind::list)
    errors.push_back({node.pos, fmt::format("{} must be a list", what), {}, {}});
  std::vector<std::string> texts;
  for (const YamlNode& item : node.items)
    texts.push_back(text_of(item, fmt::format("an entry of {}", what), errors));
  return texts;
}

std::map<std::string, std::string> env_of(const YamlNode& node, Errors& errors) {
  if (node.kind != YamlNode::Kind::map)
    errors.push_back({node.pos, "env must be a map of names and values", {}, {}});
  std::map<std::string, std::string> env;
  for (const auto& [key, value] : node.entries) {
    if (!is_env_name(key.text))
      errors.push_back(
          {key.pos, fmt::format("invalid variable name '{}'", printable(key.text, 60)), {}, {}});
    if (value.kind != YamlNode::Kind::scalar)
      errors.push_back(
          {value.pos, fmt::format("{} must be text", printable(key.text, 60)), {}, {}});
    env.emplace(key.text, value.text);
  }
  return env;
}

std::optional<int> int_of(const YamlNode& node, std::string_view what, int least, int most,
                          Errors& errors) {
  int number = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [stop, ec] = std::from_chars(node.text.data(), end, number);
  if (node.kind == YamlNode::Kind::scalar && ec == std::errc{} && stop == end && number >= least &&
      number <= most)
    return number;
  errors.push_back({node.pos,
                    fmt::format("{} must be a whole number from {} to {}", what, least, most),
                    {},
                    {}});
  return std::nullopt;
}

}  // namespace grade
