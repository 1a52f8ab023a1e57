// How: the notes of all texts are gathered with the file that each is about; the same note comes
// several times, since a package is compiled again for its tests and for each build tag, and is
// kept once. Each function gets the notes within its lines. Functions come from a Go parser, not
// from the notes, so a function without notes is known too; that it is quiet then says something
// only if it was compiled. Of our own builds we know that: by folder, build tags and how they
// ended. Of a captured text we do not, and ask for a note that only the function, or its file, can
// have.
#include "harness/observe/escape_seen.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "harness/base/cursor.h"
#include "harness/base/text.h"
#include "harness/observe/note_files.h"

namespace grade {
namespace {

constexpr std::size_t kMaxListed = 20'000;
constexpr std::size_t kMaxErrors = 100;
constexpr std::size_t kMaxSubjects = 200;    // of one function
constexpr std::size_t kMaxWork = 2'000'000;  // notes looked at for functions
constexpr std::size_t kMaxNamed = 2000;      // functions that notes name

// Notes of one file by line, each once: a package is compiled again for its tests.
using NotesByFile = std::unordered_map<std::string, std::vector<const EscapeNote*>>;

void sort_notes(NotesByFile& by_file) {
  const auto key = [](const EscapeNote* n) { return std::tie(n->line, n->col, n->text); };
  for (auto& [file, notes] : by_file) {
    std::ranges::sort(notes, {}, key);
    const auto same = std::ranges::unique(notes, {}, key);
    notes.erase(same.begin(), same.end());
  }
}

using Notes = std::span<const EscapeNote* const>;

struct Lines {
  int first = 0;
  int last = 0;
};

Notes notes_within(const NotesByFile& by_file, const std::string& file, Lines lines) {
  const auto found = by_file.find(file);
  if (found == by_file.end() || lines.last < lines.first) return {};
  const auto line = [](const EscapeNote* n) { return n->line; };
  const auto from = std::ranges::lower_bound(found->second, lines.first, {}, line);
  const auto to = std::ranges::upper_bound(found->second, lines.last, {}, line);
  return {from, to};
}

// Since Go 1.25 each append to a slice that comes from elsewhere says so, whether or not it ever
// has to make room.
bool is_about_growth(const EscapeNote& note) { return note.subject == "append"; }

// `budget` bounds the work over all functions, should their lines overlap.
std::vector<std::string> subjects(Notes notes, EscapeKind kind, std::size_t& budget) {
  std::vector<std::string> out;
  for (const EscapeNote* note : notes) {
    if (budget == 0 || out.size() == kMaxSubjects) break;
    --budget;
    if (note->kind == kind && !is_about_growth(*note)) out.push_back(note->subject);
  }
  return out;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c < 0;
}
bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

// The names in an expression as the compiler prints it; not those of fields, nor in literals.
std::vector<std::string_view> names_in(std::string_view text) {
  std::vector<std::string_view> names;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"' || text[at] == '`') {
      at = std::min(text.find(text[at], at + 1), text.size() - 1) + 1;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_letter_or_digit(text[end])) ++end;
    const bool is_field = at > 0 && text[at - 1] == '.';
    if (end > at && is_letter(text[at]) && !is_field) names.push_back(text.substr(at, end - at));
    at = std::max(end, at + 1);
  }
  return names;
}

bool mentions(std::string_view text, const std::vector<std::string>& names) {
  return std::ranges::any_of(names_in(text), [&](std::string_view name) {
    return std::ranges::find(names, name) != names.end();
  });
}

// What is allocated by itself, and not because it becomes an interface.
bool is_allocation(std::string_view subject) {
  return std::ranges::any_of(
      std::array{"make(", "new(", "&", "append", "func literal", "[]", "map[", "... argument"},
      [&](std::string_view start) { return subject.starts_with(start); });
}

// A joined string is both, so it depends on whether anything becomes an interface at all.
bool is_joined_text(std::string_view subject) {
  const bool is_sum_with_text = subject.contains(" + ") && subject.contains('"');
  return is_sum_with_text || subject.starts_with("string(");
}

bool converts_to_interfaces(const SourceFunction& f) {
  return std::ranges::any_of(f.calls, [](std::string_view call) {
    return call.starts_with("fmt.") || call.starts_with("log.") || call.starts_with("slog.") ||
           call == "any" || call.starts_with("interface");
  });
}

// Whether a parameter, or what is made of it, becomes an interface there: by itself, or as the
// argument of a call that is inlined, where the compiler prints names of the called function.
bool is_boxed(const EscapeNote& note, Notes notes, const SourceFunction& f) {
  if (note.kind != EscapeKind::escapes_to_heap || is_allocation(note.subject)) return false;
  if (is_joined_text(note.subject) && !converts_to_interfaces(f)) return false;
  if (mentions(note.subject, f.made)) return true;
  return std::ranges::find(f.hands_on, note.line) != f.hands_on.end() &&
         std::ranges::any_of(notes, [&](const EscapeNote* n) {
           return n->kind == EscapeKind::inlining_call && n->line == note.line &&
                  n->col == note.col;
         });
}

std::vector<std::string> boxed(Notes notes, const SourceFunction& f, std::size_t& budget) {
  std::vector<std::string> out;
  for (const EscapeNote* note : notes) {
    if (budget < notes.size() || out.size() == kMaxSubjects) break;
    if (note->kind != EscapeKind::escapes_to_heap) continue;
    budget -= notes.size();
    if (is_boxed(*note, notes, f)) out.push_back(note->subject);
  }
  return out;
}

EscapeFunction with_notes(const SourceFunction& f, Notes notes, std::size_t& budget) {
  return {.name = full_name(f),
          .receiver = f.receiver,
          .dir = f.dir,
          .file = f.file,
          .first_line = f.first_line,
          .in_test = f.in_test,
          .calls = f.calls,
          .moved = subjects(notes, EscapeKind::moved_to_heap, budget),
          .escapes = subjects(notes, EscapeKind::escapes_to_heap, budget),
          .boxed = boxed(notes, f, budget)};
}

// The notes of all texts, with files named as in the facts where they are of the submission.
class NoteCollector {
 public:
  explicit NoteCollector(const SourceFacts& facts) : resolver_(facts) {}

  // The files of the submission that the notes are about.
  std::set<std::string> add(EscapeNotes parsed, const std::string& folder) {
    std::set<std::string> files;
    for (EscapeNote& note : parsed.notes) {
      if (all_.notes.size() == kMaxNotes) break;
      const auto file = resolver_.resolve(folder, note.file, note.package);
      note.file = file.value_or(clean_path(note.file));
      if (file) files.insert(*file);
      is_ours_.push_back(file.has_value());
      all_.notes.push_back(std::move(note));
    }
    const std::size_t room = kMaxErrors - std::min(kMaxErrors, all_.errors.size());
    parsed.errors.resize(std::min(parsed.errors.size(), room));
    std::ranges::move(parsed.errors, std::back_inserter(all_.errors));
    return files;
  }

  // Those of the submission alone, or all.
  NotesByFile by_file(bool is_ours) const {
    NotesByFile by_file;
    for (std::size_t i = 0; i < all_.notes.size(); ++i)
      if (is_ours_[i] || !is_ours) by_file[all_.notes[i].file].push_back(&all_.notes[i]);
    sort_notes(by_file);
    return by_file;
  }
  EscapeNotes take() { return std::move(all_); }

 private:
  FileResolver resolver_;
  EscapeNotes all_;
  std::vector<bool> is_ours_;
};

// ---- what our own builds compiled

// The linker's complaint about a package that compiles.
bool lacks_only_main(std::string_view text) {
  return text.contains("function main is undeclared in the main package");
}

bool compiles(const CompilerOutput& output, const std::set<std::string>& noted,
              const SourceFunction& f) {
  return output.package_dir == f.dir && output.tags == f.tags && (output.is_test || !f.in_test) &&
         (output.succeeded || noted.contains(f.file) || lacks_only_main(output.text));
}

EscapeSeen of_builds(std::span<const CompilerOutput> outputs, const SourceFacts& facts) {
  NoteCollector collector(facts);
  std::vector<std::set<std::string>> noted;
  for (const CompilerOutput& output : outputs)
    noted.push_back(collector.add(parse_escape_notes(output.text), output.module_dir));
  const NotesByFile by_file = collector.by_file(true);
  EscapeSeen seen;
  std::size_t budget = kMaxWork;
  for (const SourceFunction& f : facts.functions) {
    seen.functions.push_back(
        with_notes(f, notes_within(by_file, f.file, {f.first_line, f.last_line}), budget));
    for (std::size_t i = 0; i < outputs.size() && !seen.functions.back().is_compiled; ++i)
      seen.functions.back().is_compiled = compiles(outputs[i], noted[i], f);
  }
  EscapeNotes all = collector.take();
  seen.notes = std::move(all.notes);
  seen.errors = std::move(all.errors);
  return seen;
}

// ---- what captured notes show

// "(*T).m" as "T.m", "f[go.shape.int]" as "f".
std::string plain_name(std::string_view name) {
  std::string out;
  for (std::size_t at = 0, depth = 0; at < name.size(); ++at) {
    if (name[at] == '[') ++depth;
    if (depth == 0 && name[at] != '(' && name[at] != ')' && name[at] != '*') out += name[at];
    if (name[at] == ']' && depth > 0) --depth;
  }
  return out;
}

// Functions that the notes name, where they stood when the notes were captured.
struct Named {
  std::string name;
  std::string file;
  Lines lines;
};

constexpr int kShortFunction = 12;  // lines of a function that nobody knows

std::vector<Named> named_in(const NotesByFile& by_file, const SourceFacts& facts) {
  std::map<std::string, int> lengths;
  for (const SourceFunction& f : facts.functions)
    lengths[full_name(f)] = std::max(lengths[full_name(f)], f.last_line - f.first_line + 2);
  std::vector<Named> all;
  for (const auto& [file, notes] : by_file) {
    const std::size_t first = all.size();
    for (const EscapeNote* note : notes) {
      const bool is_named =
          note->kind == EscapeKind::can_inline || note->kind == EscapeKind::cannot_inline;
      if (!is_named || all.size() == kMaxNamed) continue;
      const std::string name = plain_name(note->subject);
      if (all.size() > first && all.back().lines.last >= note->line)
        all.back().lines.last = std::max(note->line - 1, all.back().lines.first);
      const auto length = lengths.find(name);
      const int lines = length == lengths.end() ? kShortFunction : length->second;
      all.push_back({name, file, {note->line, note->line + std::min(lines, 100'000)}});
    }
  }
  return all;
}

class Shown {
 public:
  Shown(const NotesByFile& by_file, const SourceFacts& facts)
      : by_file_(by_file), named_(named_in(by_file, facts)) {
    for (const auto& [file, notes] : by_file)
      for (const EscapeNote* note : notes) {
        names_functions_ |= note->kind == EscapeKind::can_inline;
        for (std::string_view name : names_in(note->subject)) mentioned_.insert(std::string(name));
      }
    for (const Named& n : named_) lines_of_.insert({{n.file, n.name}, n.lines});
    for (const SourceFunction& f : facts.functions) known_.insert({f.file, full_name(f)});
    for (const SourceFunction& f : facts.functions)
      if (by_file.contains(f.file)) folders_.insert(f.dir);
  }

  EscapeFunction of(const SourceFunction& f, std::size_t& budget) const {
    const auto named = lines_of_.find({f.file, full_name(f)});
    const bool is_named = named != lines_of_.end();
    const Notes notes =
        notes_within(by_file_, f.file, is_named ? named->second : Lines{f.first_line, f.last_line});
    EscapeFunction out = with_notes(f, notes, budget);
    out.is_compiled = is_named || !notes.empty() || is_compiled_silently(f);
    return out;
  }

  // Of code that is no longer, or not there, in the submission.
  std::vector<EscapeFunction> others(std::size_t& budget) const {
    std::vector<EscapeFunction> all;
    for (const Named& n : named_) {
      if (known_.contains({n.file, n.name})) continue;
      const SourceFunction gone{.name = n.name, .file = n.file, .first_line = n.lines.first};
      all.push_back(with_notes(gone, notes_within(by_file_, n.file, n.lines), budget));
      all.back().is_compiled = true;
    }
    return all;
  }

 private:
  // There is nothing to say of it; but its name occurs, or no function is named (-l) while others
  // of its file or folder have notes.
  bool is_compiled_silently(const SourceFunction& f) const {
    if (!folders_.contains(f.dir)) return false;
    return mentioned_.contains(f.name) || !names_functions_ || f.no_inline;
  }

  const NotesByFile& by_file_;
  std::vector<Named> named_;
  std::map<std::pair<std::string, std::string>, Lines> lines_of_;  // by file and name
  bool names_functions_ = false;
  std::set<std::string> mentioned_;
  std::set<std::string> folders_;  // of files that have notes
  std::set<std::pair<std::string, std::string>> known_;
};

EscapeSeen of_texts(std::span<const Stream* const> texts, const SourceFacts& facts) {
  NoteCollector collector(facts);
  for (const Stream* text : texts) collector.add(parse_captured_notes(text->bytes), "");
  const NotesByFile by_file = collector.by_file(false);
  EscapeSeen seen;
  std::size_t budget = kMaxWork;
  const Shown shown(by_file, facts);
  for (const SourceFunction& f : facts.functions) seen.functions.push_back(shown.of(f, budget));
  std::ranges::move(shown.others(budget), std::back_inserter(seen.functions));
  EscapeNotes all = collector.take();
  seen.notes = std::move(all.notes);
  seen.errors = std::move(all.errors);
  return seen;
}

}  // namespace

const Declared& declare(const EscapeNote*) {
  static const Declared declared = {
      field<&EscapeNote::file>("file", "where, as in `functions` where it is of the submission"),
      field<&EscapeNote::line>("line", "where"),
      field<&EscapeNote::col>("col", "where; 0 where none is printed"),
      field<&EscapeNote::kind>("kind", "`moved to heap`, `escapes to heap`, `leaking param`, …"),
      field<&EscapeNote::subject>("subject", "the variable, expression, parameter or function"),
  };
  return declared;
}

const Declared& declare(const EscapeFunction*) {
  static const Declared declared = {
      field<&EscapeFunction::name>("name", "of the function; `T.m` for a method"),
      field<&EscapeFunction::receiver>("receiver", "its type, of a method"),
      field<&EscapeFunction::dir>("dir", "folder of its package"),
      field<&EscapeFunction::file>("file", "relative to the submission"),
      field<&EscapeFunction::first_line>("first_line", "of `func`"),
      field<&EscapeFunction::in_test>("in_test", "in a `_test.go` file"),
      field<&EscapeFunction::calls>("calls", "what it calls, as written"),
      field<&EscapeFunction::is_compiled>(
          "is_compiled", "a build that worked compiled it; captured notes show that it was"),
      field<&EscapeFunction::moved>("moved", "variables in its lines that are moved to the heap"),
      field<&EscapeFunction::escapes>("escapes", "expressions in its lines that escape to it"),
      field<&EscapeFunction::boxed>("boxed",
                                    "of these, its parameters and what is made of them, where "
                                    "they become an interface"),
      field<[](const EscapeFunction& f) { return f.stays_on_stack(); }>(
          "stays_on_stack", "it was compiled, and nothing in its lines goes to the heap"),
  };
  return declared;
}

const Declared& declare(const EscapeSeen*) {
  static const Declared declared = {
      field<&EscapeSeen::notes>("notes", "what the compiler says, the first 20 000"),
      field<&EscapeSeen::functions>("functions",
                                    "those of the submission, and others that captured notes name"),
      field<&EscapeSeen::errors>("errors", "what the compiler refused, as printed"),
  };
  return declared;
}

EscapeSeen observe_escape(const Captured& captured) {
  EscapeSeen seen = captured.texts.empty() ? of_builds(captured.compiled, captured.facts)
                                           : of_texts(captured.texts, captured.facts);
  if (seen.notes.size() > kMaxListed) seen.notes.resize(kMaxListed);
  return seen;
}

}  // namespace grade
