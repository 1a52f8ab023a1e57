#include "harness/pipeline/mutant.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/pipeline/folders.h"
#include "harness/plan/yaml_reader.h"
#include "runtime/command.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxPatchBytes = 1u << 20;
constexpr const char* kGit = "/usr/bin/git";

std::string without_tag(std::string_view subject) {
  subject = trim(subject);
  if (subject.starts_with("[PATCH"))
    subject.remove_prefix(std::min(subject.find(']') + 1, subject.size()));
  return std::string(trim(subject));
}

bool begins_diff(std::string_view line) { return line == "---" || line.starts_with("diff --git "); }

// "task03-new-int": 3.
std::optional<int> task_of(std::string_view name) {
  if (!name.starts_with("task")) return std::nullopt;
  int task = 0;
  const auto [end, ec] = std::from_chars(name.data() + 4, name.data() + name.size(), task);
  if (ec != std::errc{} || task < 1 ||
      !std::string_view(end, name.data() + name.size()).starts_with('-'))
    return std::nullopt;
  return task;
}

Result<Mutant> read_mutant(const std::string& name, int task, const fs::path& head,
                           const fs::path& source) {
  GRADE_TRY(const std::string text, read_file(head, kMaxPatchBytes));
  GRADE_TRY(MutantHead parsed, parse_mutant_head(text, head.string()));
  return Mutant{.name = name,
                .task = task,
                .mistake = std::move(parsed.mistake),
                .expected = std::move(parsed.expected),
                .head = head,
                .source = source};
}

Result<Mutant> read_patch(const fs::path& patch) {
  const std::string name = patch.stem().string();
  const auto task = task_of(name);
  if (!task)
    return fail_at({patch.string(), 0, 0}, "the name does not begin with a task, such as task03-");
  return read_mutant(name, *task, patch, patch);
}

Result<std::vector<fs::path>> patches_in(const fs::path& dir) {
  std::error_code ec;
  std::vector<fs::path> patches;
  for (const auto& entry : fs::directory_iterator(dir, ec))
    if (entry.path().extension() == ".patch") patches.push_back(entry.path());
  if (ec) return fail_at({dir.string(), 0, 0}, fmt::format("cannot read: {}", ec.message()));
  return patches;
}

// On one line, without what git puts in front of each.
std::string git_says(std::string_view text) {
  std::string out;
  for (std::string_view line : split_lines(text)) {
    if (line.starts_with("error: ")) line.remove_prefix(7);
    out += (out.empty() ? "" : "; ") + std::string(line);
  }
  return out;
}

// git refuses paths that lead out of the folder it works in, directly or through a link. It must
// not see a repository above that folder: inside one it takes the paths of a patch for relative to
// the repository and quietly skips those elsewhere.
Result<void> apply(const fs::path& patch, const fs::path& dir) {
  const Command git{.argv = {kGit, "apply", "--whitespace=nowarn", fs::absolute(patch).string()},
                    .env = {{"GIT_CEILING_DIRECTORIES", dir.parent_path().string()},
                            {"GIT_CONFIG_GLOBAL", "/dev/null"},
                            {"GIT_CONFIG_NOSYSTEM", "1"},
                            {"LC_ALL", "C"}},
                    .cwd = dir,
                    .limit = std::chrono::seconds(60)};
  const Result<std::string> done = run_command(git);
  if (done) return {};
  const std::string said = git_says(done.error().hint);
  if (said.empty()) return std::unexpected(done.error());
  return fail_at({patch.string(), 0, 0}, fmt::format("does not apply to the reference: {}", said),
                 "create it again with git diff --relative in the task folder of the reference");
}

Result<void> check_files(const fs::path& patch, const fs::path& dir) {
  std::error_code ec;
  for (const auto& entry : fs::recursive_directory_iterator(dir, ec))
    if (entry.is_symlink(ec) || !(entry.is_directory(ec) || entry.is_regular_file(ec)))
      return fail_at({patch.string(), 0, 0},
                     fmt::format("makes something other than a file: {}",
                                 printable(entry.path().lexically_relative(dir).string())));
  return {};
}

Result<void> copy_folder(const fs::path& from, const fs::path& to) {
  std::error_code ec;
  fs::create_directories(to.parent_path(), ec);
  fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::copy_symlinks, ec);
  if (!ec) return {};
  std::error_code ignored;
  fs::remove_all(to, ignored);
  return fail_at({to.string(), 0, 0}, fmt::format("cannot create: {}", ec.message()));
}

}  // namespace

Result<MutantHead> parse_mutant_head(std::string_view text, const std::string& file) {
  std::string subject;
  std::string verdicts;  // with an empty line for each one above them, so that places are right
  bool is_header = true;
  bool is_in_subject = false;
  for (const std::string_view line : split_lines(text)) {
    if (begins_diff(line)) break;
    if (is_header) {
      if (line.starts_with("Subject:"))
        subject = line.substr(8);
      else if (is_in_subject && line.starts_with(' '))
        subject += line;
      is_in_subject = line.starts_with("Subject:") || (is_in_subject && line.starts_with(' '));
      is_header = !line.empty();
    } else {
      verdicts += line;
    }
    verdicts += '\n';
  }
  MutantHead head{.mistake = without_tag(subject), .expected = {}};
  if (head.mistake.empty())
    return fail_at({file, 1, 1}, "expected 'Subject: ' and the mistake in a sentence");
  GRADE_TRY(head.expected, parse_expectations(verdicts, file));
  if (head.expected.empty())
    return fail_at({file, 0, 0}, "no verdict is named that it must get",
                   "below the subject and an empty line: 3.3 fail: words of the verdict");
  return head;
}

Result<std::vector<Mutant>> find_mutants(const fs::path& dir) {
  std::vector<Mutant> mutants;
  if (!fs::exists(dir)) return mutants;
  GRADE_TRY(const std::vector<fs::path> patches, patches_in(dir));
  for (const fs::path& patch : patches) {
    GRADE_TRY(Mutant mutant, read_patch(patch));
    mutants.push_back(std::move(mutant));
  }
  GRADE_TRY(const std::vector<TaskFolder> folders, find_task_folders({dir}, {}));
  for (const TaskFolder& folder : folders) {
    GRADE_TRY(Mutant mutant, read_mutant(folder.submission, folder.task,
                                         folder.dir.parent_path() / "expected.txt", folder.dir));
    mutants.push_back(std::move(mutant));
  }
  std::ranges::sort(mutants, {}, &Mutant::name);
  return mutants;
}

Result<std::vector<Expectation>> expectations_of(const TaskCriteria& task, const Mutant& mutant) {
  std::vector<Expectation> all;
  std::vector<std::string> ids;
  for (const Criterion& c : task.criteria) {
    const auto named = std::ranges::find(mutant.expected, c.id, &Expectation::id);
    all.push_back(named != mutant.expected.end()
                      ? *named
                      : Expectation{c.id, c.review ? Outcome::review : Outcome::pass, ""});
    ids.push_back(c.id);
  }
  for (const Expectation& one : mutant.expected) {
    if (std::ranges::find(ids, one.id) == ids.end())
      return std::unexpected(unknown_name({mutant.head.string(), 0, 0}, "criterion", one.id, ids));
    if (std::ranges::count(mutant.expected, one.id, &Expectation::id) > 1)
      return fail_at({mutant.head.string(), 0, 0}, fmt::format("duplicate id '{}'", one.id));
  }
  return all;
}

Result<void> lay_out(const Mutant& mutant, const fs::path& references, const fs::path& to) {
  if (fs::exists(fs::symlink_status(to)))
    return fail_at({to.string(), 0, 0}, "already exists, nothing was changed");
  if (fs::is_directory(mutant.source)) return copy_folder(mutant.source, to);
  const std::string name = fmt::format("task{:02}", mutant.task);
  GRADE_TRY(const TempDir temp, TempDir::make(fs::canonical(fs::temp_directory_path()), "grade"));
  const fs::path dir = temp.path() / name;
  GRADE_TRY_VOID(copy_folder(references / name, dir));
  GRADE_TRY_VOID(apply(mutant.source, dir));
  GRADE_TRY_VOID(check_files(mutant.source, dir));
  return copy_folder(dir, to);
}

}  // namespace grade
