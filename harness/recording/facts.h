// Facts about a submission's Go source, found by runtime/facts (go/parser) and kept in the
// recording. The only view of Go source that the harness has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace grade {

struct SourcePackage {
  std::string dir;         // "." or "cmd/x", slash-separated, relative to the submission
  std::string module_dir;  // folder of its go.mod, same form; "" when there is none above it
  std::string name;
  bool has_main = false;           // package main with func main
  std::vector<std::string> files;  // without tests
  std::vector<std::string> test_files;
  std::vector<std::string> imports;  // of both
  std::vector<std::string> tags;     // custom build tags named in //go:build lines, sorted
  bool operator==(const SourcePackage&) const = default;
};

struct SourceFunction {
  std::string name;
  std::string receiver;                  // "" for a plain function
  bool is_value = false;                 // a variable of the package that holds a function literal
  std::string package;                   // of its file's package clause: "main", "escape_test"
  std::string dir;                       // of its package
  std::string file;                      // relative to the submission
  int first_line = 0;                    // of "func"
  int last_line = 0;                     // of the closing brace
  bool in_test = false;                  // declared in a _test.go file
  std::vector<std::string> tags;         // custom build tags that its file needs
  std::vector<std::string> type_params;  // constraints, one for each name
  std::vector<std::string> params;       // types, one for each name: "int", "*int", "...int"
  std::vector<std::string> results;      // types
  std::vector<std::string> calls;        // as written: "fmt.Println", "b.Grow", "len"
  std::vector<std::string> literals;     // number and string literals in the body, as written
  std::vector<std::string> made;         // names that hold a parameter, or what is made of it
  std::vector<int> hands_on;             // lines on which such a one is handed to a call
  bool no_inline = false;                // go:noinline
  std::string doc;                       // its doc comment
  bool operator==(const SourceFunction&) const = default;
};

// As task.yaml and verdicts call it: "T.m" for a method, of (*T) too.
std::string full_name(const SourceFunction& function);

struct SourceComment {
  std::string file;
  int line = 0;
  std::string text;
  bool operator==(const SourceComment&) const = default;
};

// A file that does not parse, or a comment that makes the compiler name other places than its own.
inline constexpr const char* kLineDirective = "line directive";  // as `what`
struct SourceError {
  std::string file;
  int line = 0;
  int col = 0;
  std::string what;
  bool operator==(const SourceError&) const = default;
};

struct SourceModule {
  std::string dir;
  std::string path;
  std::string go;  // the go line, "" when there is none
  bool operator==(const SourceModule&) const = default;
};

struct SourceFacts {
  std::vector<SourceModule> modules;
  std::vector<SourcePackage> packages;
  std::vector<SourceFunction> functions;
  std::vector<SourceComment> comments;
  std::vector<SourceError> errors;
  bool operator==(const SourceFacts&) const = default;
};

// The JSON that runtime/facts prints; field names as above. Unknown fields are refused.
Result<SourceFacts> parse_facts(std::string_view json);

}  // namespace grade
