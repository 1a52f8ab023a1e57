// Typed reading of YAML nodes that says everything that is wrong and goes on; shared by the
// criteria files and the students' task.yaml.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/plan/yaml.h"

namespace grade {

// A map of known keys. What is wrong is added to the errors; what cannot be read comes out empty.
// A node that is no map is one error, and all of it is empty. A key that is missing because another
// is misspelt is not an error of its own.
class MapReader {
 public:
  // `what` it is, for errors: "a role". All three must outlive the reader.
  MapReader(const YamlNode& node, std::string_view what,
            std::initializer_list<std::string_view> keys, Errors& errors);

  bool has(std::string_view key) const { return node_.get(key) != nullptr; }
  // Whether a key that is not there may be meant by one that is.
  bool may_be_misspelt(std::string_view key) const { return !is_map_ || misspelt_.contains(key); }
  const YamlNode* find(std::string_view key);  // null: it is not there, or has no value
  const YamlNode* need(std::string_view key);  // the same, and it must be there

  std::string text(std::string_view key);     // must be there
  std::string text_if(std::string_view key);  // "" when it is not there
  std::vector<std::string> texts(std::string_view key);
  std::vector<std::string> texts_if(std::string_view key);
  std::map<std::string, std::string> env_if(std::string_view key);
  std::optional<int> int_if(std::string_view key, int least, int most);
  // Of a map of names. None: it cannot be read, so whoever uses such a name may be right.
  std::optional<std::span<const YamlEntry>> entries_if(std::string_view key, std::string_view of);
  // Of a list with something in it, which must be there when it is needed.
  std::span<const YamlNode> items(const YamlNode& list, std::string_view of);

  const YamlNode& node() const { return node_; }
  Errors& errors() { return errors_; }
  void error(const Pos& pos, std::string what, std::string hint = {});

 private:
  const YamlNode& node_;
  Errors& errors_;
  bool is_map_;
  std::set<std::string, std::less<>> misspelt_;  // keys that were probably meant by unknown ones
};

std::string text_of(const YamlNode& node, std::string_view what, Errors& errors);  // not empty
std::vector<std::string> texts_of(const YamlNode& node, std::string_view what, Errors& errors);
std::map<std::string, std::string> env_of(const YamlNode& node, Errors& errors);  // NAME: value
std::optional<int> int_of(const YamlNode& node, std::string_view what, int least, int most,
                          Errors& errors);

// An error with a did-you-mean, or with all that is known when nothing is near.
Error unknown_name(const Pos& pos, std::string_view what, std::string_view name,
                   const std::vector<std::string>& known);

}  // namespace grade
