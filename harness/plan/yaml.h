// YAML as this project accepts it: one document, block or flow, no anchors or aliases, no tags,
// no duplicate keys, limited in size and depth, every node with its place.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/result.h"

namespace grade {

struct YamlEntry;

struct YamlNode {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  Pos pos;                 // of a scalar's text, without the quote or mark before it; of a null
                           // value its key
  std::string text;        // of a scalar
  bool is_quoted = false;  // a scalar that is a string whatever it looks like
  std::vector<YamlNode> items;
  std::vector<YamlEntry> entries;

  const YamlNode* get(std::string_view key) const;  // of a map; null when there is none
};

struct YamlEntry {
  YamlNode key;
  YamlNode value;
};

struct YamlLimits {
  std::size_t bytes = 0;
  int depth = 0;
  std::size_t nodes = 0;
};
// Our own files; and what a submission may bring.
inline constexpr YamlLimits kCriteriaLimits{1u << 20, 32, 50'000};
inline constexpr YamlLimits kSubmissionLimits{64u << 10, 32, 2'000};

// Whoever reads a scalar that goes over several lines sees one long line, and may find an error
// behind the end of the first. Moves such places to where they are in the text, when lines are
// joined by folding.
void unfold(Errors& errors, std::string_view text);

// Without a root the text cannot be read; with errors beside it, some of what it says is refused
// and the rest can be read. An empty file is a null node. Errors carry their place and its line
// with a caret.
struct ParsedYaml {
  std::optional<YamlNode> root;
  Errors errors;
};
ParsedYaml parse_yaml(std::string_view text, const std::string& file, YamlLimits limits);

}  // namespace grade
