#include "harness/observe/note_files.h"

#include <algorithm>

namespace grade {

std::string clean_path(std::string_view path) {
  std::vector<std::string_view> parts;
  for (std::string_view rest = path; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..")
      parts.pop_back();
    else
      parts.push_back(part);
  }
  std::string out = path.starts_with('/') ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += '/';
    out += parts[i];
  }
  return out;
}

namespace {

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string join(std::string_view dir, std::string_view rest) {
  return clean_path(std::string(dir) + "/" + std::string(rest));
}

// Whether `path` ends with the whole components of `tail`.
bool ends_with_path(std::string_view path, std::string_view tail) {
  if (!path.ends_with(tail)) return false;
  return tail.empty() || path.size() == tail.size() || path[path.size() - tail.size() - 1] == '/';
}

}  // namespace

FileResolver::FileResolver(const SourceFacts& facts) : facts_(facts) {
  for (const SourcePackage& p : facts.packages) {
    for (const auto* files : {&p.files, &p.test_files}) {
      for (const std::string& file : *files) add(file);
    }
    dirs_.insert(clean_path(p.dir));
    add_module(p.module_dir);
  }
  for (const SourceFunction& f : facts.functions) add(f.file);
  for (const SourceModule& m : facts.modules) add_module(m.dir);
  add_module(".");
}

std::optional<std::string> FileResolver::resolve(const std::string& folder, const std::string& file,
                                                 const std::string& package) {
  if (folder.empty() || file.starts_with('/')) return resolve(file, package);
  if (auto found = known_file(join(folder, file))) return found;
  return resolve(join(folder, file), package);
}

std::optional<std::string> FileResolver::resolve(const std::string& file,
                                                 const std::string& package) {
  const auto key = std::pair(file, package);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  if (known_.size() >= kMaxKnown) return std::nullopt;
  return known_[key] = find(clean_path(file), package);
}

void FileResolver::add(const std::string& file) {
  if (!files_.insert(file).second) return;
  by_base_[std::string(base_name(file))].push_back(file);
}
void FileResolver::add_module(const std::string& dir) {
  const std::string clean = clean_path(dir);
  dirs_.insert(clean);
  if (modules_.size() < kMaxModules && std::ranges::find(modules_, clean) == modules_.end())
    modules_.push_back(clean);
}

std::optional<std::string> FileResolver::find(const std::string& file,
                                              const std::string& package) const {
  if (file.starts_with('/')) return absolute(file);
  if (auto found = of_package(file, package)) return found;
  if (file.starts_with("../")) return of_modules(file);
  return of_folders(file);
}

// Where the sandbox shows the submission, or as the student's machine does; the standard library
// is below a folder src.
std::optional<std::string> FileResolver::absolute(std::string_view file) const {
  constexpr std::string_view kRoot = "/src/";
  if (file.starts_with(kRoot)) return known_file(std::string(file.substr(kRoot.size())));
  if (file.contains(kRoot)) return std::nullopt;
  std::string_view rest = file.substr(1);
  while (!rest.empty()) {
    if (auto found = known_file(std::string(rest))) return found;
    rest.remove_prefix(std::min(rest.find('/'), rest.size() - 1) + 1);
  }
  return std::nullopt;
}

// "example.com/m/sub" in module "example.com/m" is the folder sub of that module.
std::optional<std::string> FileResolver::of_package(std::string_view file,
                                                    std::string_view package) const {
  const std::string_view dir = file.substr(0, file.size() - base_name(file).size());
  const std::string_view folder = dir.empty() ? dir : dir.substr(0, dir.size() - 1);
  for (const SourceModule& m : facts_.modules) {
    if (m.path.empty() || !package.starts_with(m.path)) continue;
    const std::string_view below = package.substr(m.path.size());
    if (!below.empty() && below[0] != '/') continue;
    const std::string place = join(m.dir, below);
    if (!ends_with_path(place, folder)) continue;
    if (auto found = known_file(join(place, base_name(file)))) return found;
  }
  return std::nullopt;
}

std::optional<std::string> FileResolver::of_modules(std::string_view file) const {
  for (const std::string& dir : modules_) {
    if (auto found = known_file(join(dir, file))) return found;
  }
  return std::nullopt;
}

// As the file of the outermost folder; the name of the file picks the candidates.
std::optional<std::string> FileResolver::of_folders(const std::string& file) const {
  const auto same_base = by_base_.find(std::string(base_name(file)));
  if (same_base == by_base_.end()) return std::nullopt;
  std::optional<std::string> best;
  for (const std::string& candidate : same_base->second) {
    if (!ends_with_path(candidate, file)) continue;
    std::string_view dir = candidate;
    dir.remove_suffix(file.size());
    if (dir.ends_with('/')) dir.remove_suffix(1);
    if (dirs_.contains(std::string(dir)) && (!best || candidate.size() < best->size()))
      best = candidate;
  }
  return best;
}

std::optional<std::string> FileResolver::known_file(std::string path) const {
  if (path.starts_with('/')) path.erase(0, 1);
  if (!files_.contains(path)) return std::nullopt;
  return path;
}

}  // namespace grade
