// Typed access to YAML nodes with errors that name the place; shared by the criteria files and
// the students' task.yaml.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/plan/yaml.h"

namespace grade {

// The node must be a map and have only these keys; an unknown key gets a did-you-mean.
Result<void> check_keys(const YamlNode& node, std::string_view what,
                        std::initializer_list<std::string_view> keys);

// The value of a key that must be there and not be null.
Result<const YamlNode*> required(const YamlNode& map, std::string_view key);

Result<std::string> text_of(const YamlNode& node, std::string_view what);  // a non-empty scalar
Result<std::vector<std::string>> texts_of(const YamlNode& node, std::string_view what);  // a list
Result<std::map<std::string, std::string>> env_of(const YamlNode& node);  // NAME: value
Result<int> int_of(const YamlNode& node, int least, int most);

// Missing keys give the fallback.
Result<std::string> text_or(const YamlNode& map, std::string_view key, std::string fallback);

std::unexpected<Error> unknown_name(const Pos& pos, std::string_view what, std::string_view name,
                                    const std::vector<std::string>& known);

}  // namespace grade
