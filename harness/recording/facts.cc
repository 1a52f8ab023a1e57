#include "harness/recording/facts.h"

#include "harness/recording/json_fields.h"

namespace grade {

std::string full_name(const SourceFunction& function) {
  std::string_view type = function.receiver;
  if (type.empty()) return function.name;
  type = type.substr(0, type.find('['));
  while (type.starts_with('(') || type.starts_with('*')) type.remove_prefix(1);
  while (type.ends_with(')')) type.remove_suffix(1);
  return std::string(type) + "." + function.name;
}

template <class Json>
void describe(Json& in, SourceModule& m) {
  in.field("dir", m.dir).field("path", m.path).field("go", m.go);
}

template <class Json>
void describe(Json& in, SourcePackage& p) {
  in.field("dir", p.dir).field("module_dir", p.module_dir).field("name", p.name);
  in.field("has_main", p.has_main).field("files", p.files).field("test_files", p.test_files);
  in.field("imports", p.imports).field("tags", p.tags);
}

template <class Json>
void describe(Json& in, SourceFunction& f) {
  in.field("name", f.name).field("receiver", f.receiver).field("is_value", f.is_value);
  in.field("package", f.package).field("dir", f.dir).field("file", f.file);
  in.field("first_line", f.first_line).field("last_line", f.last_line).field("in_test", f.in_test);
  in.field("tags", f.tags).field("type_params", f.type_params).field("params", f.params);
  in.field("results", f.results).field("made", f.made).field("hands_on", f.hands_on);
  in.field("calls", f.calls).field("literals", f.literals).field("doc", f.doc);
  in.field("no_inline", f.no_inline);
}

template <class Json>
void describe(Json& in, SourceComment& c) {
  in.field("file", c.file).field("line", c.line).field("text", c.text);
}

template <class Json>
void describe(Json& in, SourceError& e) {
  in.field("file", e.file).field("line", e.line).field("col", e.col).field("what", e.what);
}

template <class Json>
void describe(Json& in, SourceFacts& facts) {
  in.field("modules", facts.modules).field("packages", facts.packages);
  in.field("functions", facts.functions).field("comments", facts.comments);
  in.field("errors", facts.errors);
}

Result<SourceFacts> parse_facts(std::string_view text) {
  constexpr std::size_t kMaxBytes = 64u << 20;
  if (text.size() > kMaxBytes) return fail("facts: over 64 MiB");
  const nlohmann::json root = nlohmann::json::parse(text, nullptr, false);
  if (root.is_discarded()) return fail("facts: not one JSON value");
  SourceFacts facts;
  const std::string trouble = read_fields(root, "facts", facts);
  if (!trouble.empty()) return fail("facts: " + trouble);
  return facts;
}

}  // namespace grade
