#include "harness/recording/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace grade {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxBytes = 64u << 20;

class Reader;
void describe(Reader& in, SourceModule& m);
void describe(Reader& in, SourcePackage& p);
void describe(Reader& in, SourceFunction& f);
void describe(Reader& in, SourceComment& c);
void describe(Reader& in, SourceReach& r);
void describe(Reader& in, SourceError& e);

// Reads the fields of one object; the first trouble is kept, with the path to it.
class Reader {
 public:
  Reader(const json& from, std::string path, std::string& trouble)
      : from_(from), path_(std::move(path)), trouble_(trouble) {
    if (!from_.is_object()) complain(path_, "an object", from_);
  }

  template <class T>
  Reader& field(const char* name, T& into) {
    asked_.push_back(name);
    if (!trouble_.empty()) return *this;
    const auto found = from_.find(name);
    if (found == from_.end())
      trouble_ = fmt::format("{} is missing", join(name));
    else
      read(*found, join(name), into);
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
  std::string join(std::string_view name) const {
    return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
  }
  void complain(std::string_view path, std::string_view wanted, const json& found) {
    if (!trouble_.empty()) return;
    trouble_ = fmt::format("{}: expected {}, found {}", path.empty() ? "facts" : path, wanted,
                           found.type_name());
  }

  void read(const json& value, const std::string& path, std::string& into) {
    if (!value.is_string()) return complain(path, "a string", value);
    into = value.get<std::string>();
  }
  void read(const json& value, const std::string& path, bool& into) {
    if (!value.is_boolean()) return complain(path, "true or false", value);
    into = value.get<bool>();
  }
  void read(const json& value, const std::string& path, int& into) {
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<int>::max());
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kMost)
      return complain(path, "a whole number that fits", value);
    into = value.get<int>();
  }
  template <class T>
  void read(const json& value, const std::string& path, std::vector<T>& into) {
    if (!value.is_array()) return complain(path, "a list", value);
    into.resize(value.size());
    for (std::size_t i = 0; i < into.size() && trouble_.empty(); ++i)
      read(value[i], fmt::format("{}[{}]", path, i), into[i]);
  }
  template <class Struct>
  void read(const json& value, const std::string& path, Struct& into) {
    Reader in(value, path, trouble_);
    describe(in, into);
    in.end();
  }

  const json& from_;
  std::string path_;
  std::string& trouble_;
  std::vector<std::string_view> asked_;
};

void describe(Reader& in, SourceModule& m) {
  in.field("dir", m.dir).field("path", m.path).field("go", m.go);
}

void describe(Reader& in, SourcePackage& p) {
  in.field("dir", p.dir).field("module_dir", p.module_dir).field("name", p.name);
  in.field("has_main", p.has_main).field("files", p.files).field("test_files", p.test_files);
  in.field("imports", p.imports).field("tags", p.tags);
}

void describe(Reader& in, SourceFunction& f) {
  in.field("name", f.name).field("receiver", f.receiver).field("dir", f.dir).field("file", f.file);
  in.field("first_line", f.first_line).field("last_line", f.last_line).field("in_test", f.in_test);
  in.field("tags", f.tags).field("params", f.params).field("results", f.results);
  in.field("calls", f.calls).field("literals", f.literals).field("uses_params", f.uses_params);
  in.field("stores_through_param", f.stores_through_param).field("doc", f.doc);
}

void describe(Reader& in, SourceComment& c) {
  in.field("file", c.file).field("line", c.line).field("text", c.text);
}

void describe(Reader& in, SourceReach& r) {
  in.field("what", r.what).field("file", r.file).field("line", r.line);
}

void describe(Reader& in, SourceError& e) {
  in.field("file", e.file).field("line", e.line).field("col", e.col).field("what", e.what);
}

}  // namespace

Result<SourceFacts> parse_facts(std::string_view text) {
  if (text.size() > kMaxBytes) return fail("facts: over 64 MiB");
  const json root = json::parse(text, nullptr, false);
  if (root.is_discarded()) return fail("facts: not one JSON value");
  SourceFacts facts;
  std::string trouble;
  Reader in(root, "", trouble);
  in.field("modules", facts.modules).field("packages", facts.packages);
  in.field("functions", facts.functions).field("comments", facts.comments);
  in.field("reaches", facts.reaches).field("errors", facts.errors).end();
  if (!trouble.empty()) return fail("facts: " + trouble);
  return facts;
}

}  // namespace grade
