#include "harness/plan/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/emitterstyle.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "harness/base/source_text.h"
#include "harness/base/text.h"
#include "harness/plan/yaml_trouble.h"

namespace grade {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

struct Stop {};  // nothing behind it can be read

// Builds the tree from the parser's events and refuses what we do not accept; a tree built by the
// library itself would already have followed aliases.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, const std::string& file, YamlLimits limits)
      : text_(text), lines_(split_lines(text)), file_(file), limits_(limits) {}

  // None when something in it is not known.
  std::optional<YamlNode> take() {
    return is_whole_ ? std::optional(std::move(root_)) : std::nullopt;
  }
  Pos start() const { return start_; }
  Errors take_errors() { return std::move(errors_); }

  void OnDocumentStart(const YAML::Mark& mark) override { start_ = place(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    add({YamlNode::Kind::null, place(mark), "", false, {}, {}});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    is_whole_ = false;  // its anchor was refused
    add({YamlNode::Kind::null, place(mark), "", false, {}, {}});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    const bool quoted = tag == "!";
    if (!quoted && tag != "?" && !tag.empty()) refuse_tag(mark);
    if (quoted) check_closed(mark);
    if (value.find('\0') != std::string::npos) refuse(place(mark), "text must not contain \\0");
    add({YamlNode::Kind::scalar, text_place(mark, quoted), value, quoted, {}, {}});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::list, mark, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::map, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  void refuse(Pos pos, std::string what, std::string hint = {}) {
    errors_.push_back({std::move(pos), std::move(what), std::move(hint), {}});
  }
  void refuse_tag(const YAML::Mark& mark) {
    refuse(place(mark), "tags are not allowed", "text that starts with ! must be in quotes");
    is_whole_ = false;
  }
  [[noreturn]] void stop(Pos pos, std::string what) {
    refuse(std::move(pos), std::move(what));
    throw Stop();
  }
  Pos place(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }

  // The library takes the end of the file for the end of a quote.
  void check_closed(const YAML::Mark& mark) {
    const auto line = static_cast<std::size_t>(mark.line);
    if (line >= lines_.size()) return;
    const auto start = static_cast<std::size_t>(lines_[line].data() - text_.data());
    const std::size_t at = start + static_cast<std::size_t>(mark.column);
    const std::string_view rest = text_.substr(std::min(at, text_.size()));
    const char quote = rest.empty() ? '\0' : rest.front();
    if (quote == '!') refuse_tag(mark);
    if (quote != '"' && quote != '\'') return;  // a block scalar
    for (std::size_t i = 1; i < rest.size(); ++i) {
      const bool is_pair = quote == '"' ? rest[i] == '\\' : rest.substr(i).starts_with("''");
      if (!is_pair && rest[i] == quote) return;
      if (is_pair) ++i;
    }
    stop(place(mark), "this quote is not closed");
  }

  // A quoted scalar's mark is its quote, a block scalar's is its "|" or ">".
  Pos text_place(const YAML::Mark& mark, bool quoted) const {
    Pos pos = place(mark);
    const auto line = static_cast<std::size_t>(mark.line);
    const auto column = static_cast<std::size_t>(mark.column);
    if (line >= lines_.size() || column >= lines_[line].size()) return pos;
    const char first = lines_[line][column];
    if (quoted && (first == '"' || first == '\''))
      pos.col = static_cast<int>(first_not_blank(lines_[line], column + 1)) + 1;
    if (first != '|' && first != '>') return pos;
    for (std::size_t next = line + 1; next < lines_.size(); ++next) {
      const std::size_t indent = lines_[next].find_first_not_of(' ');
      if (indent == std::string_view::npos) continue;
      return {file_, static_cast<int>(next) + 1, static_cast<int>(indent) + 1};
    }
    return pos;
  }
  static std::size_t first_not_blank(std::string_view line, std::size_t from) {
    return std::min(line.find_first_not_of(" \t", from), line.size());
  }
  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) refuse(place(mark), "anchors are not allowed", "write the value out");
  }
  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    if (tag != "?" && tag != "!" && !tag.empty()) refuse_tag(mark);
    if (static_cast<int>(stack_.size()) >= limits_.depth)
      stop(place(mark), fmt::format("nested more than {} levels deep", limits_.depth));
    count(place(mark));
    stack_.push_back({kind, place(mark), "", false, {}, {}});
  }
  void close() {
    YamlNode node = std::move(stack_.back());
    stack_.pop_back();
    if (keys_.size() > stack_.size()) keys_.resize(stack_.size());
    attach(std::move(node));
  }
  void add(YamlNode node) {
    count(node.pos);
    attach(std::move(node));
  }
  void count(const Pos& pos) {
    if (++nodes_ > limits_.nodes) stop(pos, fmt::format("more than {} values", limits_.nodes));
  }
  void attach(YamlNode node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    YamlNode& parent = stack_.back();
    if (parent.kind == YamlNode::Kind::list) {
      parent.items.push_back(std::move(node));
      return;
    }
    keys_.resize(stack_.size());
    std::vector<YamlNode>& key = keys_.back();
    if (key.empty()) {
      if (node.kind != YamlNode::Kind::scalar) {
        refuse(node.pos, "a key must be a plain word");
        is_whole_ = false;
      } else if (parent.get(node.text) != nullptr) {
        refuse(node.pos, fmt::format("duplicate key '{}'", printable(node.text, 60)));
      }
      key.push_back(std::move(node));
      return;
    }
    // Where nothing stands, the library is at the next line already.
    if (node.kind == YamlNode::Kind::null) node.pos = key.front().pos;
    parent.entries.push_back({std::move(key.front()), std::move(node)});
    key.clear();
  }

  std::string_view text_;
  std::vector<std::string_view> lines_;
  std::string file_;
  YamlLimits limits_;
  std::size_t nodes_ = 0;
  Pos start_;
  YamlNode root_;
  bool is_whole_ = true;
  Errors errors_;
  std::vector<YamlNode> stack_;
  std::vector<std::vector<YamlNode>> keys_;  // for each open map: its key that waits for a value
};

// The library decodes UTF-16 and UTF-32 by itself and counts columns in what it decoded; and it
// takes the byte 4 for the end of the file.
Errors encoding_errors(std::string_view text, const std::string& file) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") ||
      text.find('\0') != std::string_view::npos)
    return {{{file, 0, 0}, "not UTF-8 text", {}, {}}};
  Errors errors;
  int line = 1;
  for (std::string_view each : split_lines(text)) {
    const auto control = std::ranges::find_if(
        each, [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\r'; });
    if (control != each.end())
      errors.push_back({{file, line, static_cast<int>(control - each.begin()) + 1},
                        "control characters are not allowed",
                        {},
                        {}});
    ++line;
  }
  return errors;
}

// The nearest place in the text: where an escape is cut off by the end of the file, the library is
// behind it.
Pos within(const Pos& pos, std::span<const std::string_view> lines) {
  const auto line = static_cast<std::size_t>(std::max(pos.line, 1));
  const std::size_t size = line <= lines.size() ? lines[line - 1].size() : 0;
  return {pos.file, static_cast<int>(std::min(line, lines.size() + 1)),
          std::clamp(pos.col, 1, static_cast<int>(size) + 1)};
}

// What is wrong within it does not matter.
bool has_next_document(YAML::Parser& parser, TreeBuilder& builder) {
  try {
    return parser.HandleNextDocument(builder);
  } catch (const Stop&) {
    return true;
  }
}

}  // namespace

const YamlNode* YamlNode::get(std::string_view key) const {
  const auto it = std::ranges::find_if(entries, [&](const auto& e) { return e.key.text == key; });
  return it == entries.end() ? nullptr : &it->value;
}

namespace {

Pos unfolded(Pos pos, std::span<const std::string_view> lines) {
  const auto start_of = [](std::string_view line) { return line.find_first_not_of(" \t"); };
  const auto size_of = [](std::string_view line) { return line.find_last_not_of(" \t") + 1; };
  while (pos.line >= 1 && static_cast<std::size_t>(pos.line) <= lines.size()) {
    const auto at = static_cast<std::size_t>(pos.line) - 1;
    const int size = static_cast<int>(size_of(lines[at]));
    std::size_t next = at + 1;
    while (next < lines.size() && size_of(lines[next]) == 0) ++next;
    if (pos.col <= size + 1 || next >= lines.size()) break;
    // One space stands for the line feed, or the empty lines between as line feeds.
    const int joint = std::max(1, static_cast<int>(next - at) - 1);
    pos.col = std::max(1, pos.col - size - joint) + static_cast<int>(start_of(lines[next]));
    pos.line = static_cast<int>(next) + 1;
  }
  return pos.line == 0 ? pos : within(pos, lines);
}

}  // namespace

void unfold(Errors& errors, std::string_view text) {
  const std::vector<std::string_view> lines = split_lines(text);
  for (Error& error : errors) error.pos = unfolded(std::move(error.pos), lines);
}

ParsedYaml parse_yaml(std::string_view text, const std::string& file, YamlLimits limits) {
  const auto refused = [&](Error error) {
    return ParsedYaml{std::nullopt, in_order({std::move(error)}, text)};
  };
  if (text.size() > limits.bytes)
    return refused({{file, 0, 0},
                    fmt::format("{} bytes, more than the {} allowed", text.size(), limits.bytes),
                    {},
                    {}});
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (Errors errors = encoding_errors(text, file); !errors.empty())
    return {std::nullopt, in_order(std::move(errors), text)};
  TreeBuilder builder(text, file, limits);
  Errors errors;
  std::optional<YamlNode> root;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return {YamlNode{}, {}};
    TreeBuilder second(text, file, limits);
    if (has_next_document(parser, second))
      errors.push_back({second.start(), "a second document is not allowed", {}, {}});
    else
      root = builder.take();
  } catch (const Stop&) {
    root.reset();  // the builder has what is wrong
  } catch (const YAML::Exception& e) {
    const std::vector<std::string_view> lines = split_lines(text);
    const Pos pos = within({file, e.mark.line + 1, e.mark.column + 1}, lines);
    errors.push_back(explain_syntax_error(pos, printable(e.msg, 120), lines));
  }
  std::ranges::move(builder.take_errors(), std::back_inserter(errors));
  return {std::move(root), in_order(std::move(errors), text)};
}

}  // namespace grade
