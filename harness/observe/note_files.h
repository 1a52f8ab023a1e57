// Which file of the submission the compiler means. It prints paths relative to the folder in which
// go ran, prefixed by an import path, or absolute as the sandbox sees them; files of the standard
// library (of generic code) have the same names, with longer or absolute paths.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/recording/facts.h"

namespace grade {

// "a/./b/../c" as "a/c"; "../" at the start stays.
std::string clean_path(std::string_view path);

// From the name of a file to the candidates in the submission: one is meant only if all components
// that are printed agree, and where the folder is not known, the file of the outermost folder.
class FileResolver {
 public:
  explicit FileResolver(const SourceFacts& facts);  // which must outlive it

  // `folder` is where the compiler ran, "" where that is not known; `package` is that of the last
  // "# package" line.
  std::optional<std::string> resolve(const std::string& folder, const std::string& file,
                                     const std::string& package);

 private:
  static constexpr std::size_t kMaxKnown = 5000;  // files that notes name
  static constexpr std::size_t kMaxModules = 64;  // tried for "../"

  void add(const std::string& file);
  void add_module(const std::string& dir);
  std::optional<std::string> resolve(const std::string& file, const std::string& package);
  std::optional<std::string> find(const std::string& file, const std::string& package) const;
  std::optional<std::string> absolute(std::string_view file) const;
  std::optional<std::string> of_package(std::string_view file, std::string_view package) const;
  std::optional<std::string> of_modules(std::string_view file) const;
  std::optional<std::string> of_folders(const std::string& file) const;
  std::optional<std::string> known_file(std::string path) const;

  const SourceFacts& facts_;
  std::set<std::string> files_;
  std::set<std::string> dirs_;  // "" is the submission's own
  std::vector<std::string> modules_;
  std::unordered_map<std::string, std::vector<std::string>> by_base_;
  std::map<std::pair<std::string, std::string>, std::optional<std::string>> known_;
};

}  // namespace grade
