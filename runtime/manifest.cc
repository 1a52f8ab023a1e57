#include "runtime/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/base/cursor.h"
#include "harness/base/files.h"
#include "harness/base/text.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = "manifest";
constexpr std::size_t kMaxManifest = 64u << 20;

Result<void> list(const fs::path& folder, const fs::path& dir, std::vector<std::string>& lines) {
  std::error_code ec;
  if (!fs::is_directory(folder, ec)) return {};
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, ec)) {
    if (!entry.is_regular_file(ec)) continue;
    const std::uintmax_t size = entry.file_size(ec);
    if (ec) break;
    const bool is_own = folder == dir;
    lines.push_back(fmt::format(
        "{} {}\n", size, (is_own ? entry.path().lexically_relative(dir) : entry.path()).string()));
  }
  if (ec) return fail(fmt::format("{}: {}", folder.string(), ec.message()));
  return {};
}

std::string damage_of_file(const fs::path& dir, std::string_view line) {
  Cursor in(line);
  const auto expected = in.number<std::uintmax_t>();
  if (!expected || !in.eat(" ")) return "the manifest is damaged";
  const std::string path(in.rest());
  std::error_code ec;
  const std::uintmax_t size = fs::file_size(dir / path, ec);
  if (ec) return fmt::format("{}: {}", path, ec.message());
  return size == *expected ? "" : fmt::format("{}: {} bytes, expected {}", path, size, *expected);
}

}  // namespace

Result<void> write_manifest(const fs::path& dir, const fs::path& goroot) {
  std::vector<std::string> lines;
  for (const fs::path& folder : {dir, goroot / "bin", goroot / "pkg"})
    GRADE_TRY_VOID(list(folder, dir, lines));
  std::string text;
  for (const std::string& line : lines) text += line;
  return write_file(dir / kManifest, text);
}

std::string damage_of(const fs::path& dir) {
  const Result<std::string> text = read_file(dir / kManifest, kMaxManifest);
  if (!text) return to_string(text.error());
  if (!text->ends_with('\n')) return "the manifest is damaged";
  for (const std::string_view line : split_lines(*text))
    if (std::string damage = damage_of_file(dir, line); !damage.empty()) return damage;
  return "";
}

}  // namespace grade
