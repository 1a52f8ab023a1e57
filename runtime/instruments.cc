#include "runtime/instruments.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "runtime/embedded.h"

namespace grade {
namespace {

constexpr std::size_t kMaxSourceBytes = 4 << 20;
constexpr std::string_view kFolder = "instruments/";
constexpr std::string_view kAnchors = "/anchors";

using Sources = std::map<std::string, std::string>;  // text by path below GOROOT

// The lines of an anchors file, one after the other.
class AnchorsReader {
 public:
  explicit AnchorsReader(const std::string& name) : instrument_{name, {}, {}} {}

  bool take(std::string_view line) {
    if (line.empty() || line.starts_with('#')) return true;
    if (line.starts_with("edit ")) return begin_edit(line.substr(5));
    if (line == "or") return begin_way();
    if (line.starts_with("add ")) return add(line.substr(4));
    return change(line);
  }
  Instrument result() && { return std::move(instrument_); }

 private:
  bool begin_edit(std::string_view file) {
    instrument_.edits.push_back({std::string(file), {{}}});
    return true;
  }
  bool begin_way() {
    if (instrument_.edits.empty()) return false;
    instrument_.edits.back().ways.emplace_back();
    return true;
  }
  bool add(std::string_view words) {
    const std::size_t blank = words.find(' ');
    if (blank == std::string_view::npos) return false;
    const std::string from =
        fmt::format("{}{}/{}", kFolder, instrument_.name, words.substr(0, blank));
    const auto& all = embedded_files();
    const auto found = std::ranges::find(all, from, &EmbeddedFile::name);
    if (found == all.end()) return false;
    instrument_.files.push_back({std::string(words.substr(blank + 1)), std::string(found->text)});
    return true;
  }
  // As in a diff: ' ' stays, '-' goes, '+' comes.
  bool change(std::string_view line) {
    const char mark = line.front();
    if (instrument_.edits.empty() || (mark != ' ' && mark != '-' && mark != '+')) return false;
    Edit::Way& way = instrument_.edits.back().ways.back();
    const std::string text = std::string(line.substr(1)) + "\n";
    if (mark != '+') way.anchor += text;
    if (mark != '-') way.replacement += text;
    return true;
  }

  Instrument instrument_;
};

std::vector<Instrument> embedded_instruments() {
  std::vector<Instrument> all;
  for (const EmbeddedFile& file : embedded_files()) {
    if (!file.name.starts_with(kFolder) || !file.name.ends_with(kAnchors)) continue;
    std::string_view name = file.name;
    name.remove_prefix(kFolder.size());
    name.remove_suffix(kAnchors.size());
    Result<Instrument> instrument = parse_anchors(std::string(name), file.text);
    GRADE_CHECK(instrument.has_value(), "our own anchors files are tested");
    all.push_back(std::move(*instrument));
  }
  return all;
}

// Where whole lines begin.
std::vector<std::size_t> places(std::string_view text, std::string_view anchor) {
  std::vector<std::size_t> found;
  for (std::size_t at = text.find(anchor); at != std::string_view::npos;
       at = text.find(anchor, at + 1))
    if (at == 0 || text[at - 1] == '\n') found.push_back(at);
  return found;
}

std::unexpected<Error> refuse(const Edit& edit, std::string_view anchor, std::size_t found,
                              std::string_view version) {
  return fail(
      fmt::format("{}: anchor \"{}\" occurs {} times in {}, expected once", edit.file,
                  printable(trim(anchor)), found, version),
      fmt::format("instruments are tested with go1.{} to go1.{}", kOldestMinor, kNewestMinor));
}

Result<void> apply(const Edit& edit, std::string& text, std::string_view version) {
  for (const Edit::Way& way : edit.ways) {
    const std::vector<std::size_t> found = places(text, way.anchor);
    if (found.empty()) continue;
    if (found.size() > 1) return refuse(edit, way.anchor, found.size(), version);
    text.replace(found.front(), way.anchor.size(), way.replacement);
    return {};
  }
  return refuse(edit, edit.ways.front().anchor, 0, version);
}

// `sources` with this instrument too.
Result<Sources> with(const Instrument& instrument, Sources sources, const Toolchain& toolchain) {
  for (const Edit& edit : instrument.edits) {
    auto source = sources.find(edit.file);
    if (source == sources.end()) {
      GRADE_TRY(std::string text, read_file(toolchain.goroot / edit.file, kMaxSourceBytes));
      source = sources.emplace(edit.file, std::move(text)).first;
    }
    GRADE_TRY_VOID(apply(edit, source->second, toolchain.version));
  }
  for (const OverlayFile& file : instrument.files) sources[file.path] = file.text;
  return sources;
}

}  // namespace

Result<Instrument> parse_anchors(const std::string& name, std::string_view text) {
  AnchorsReader reader(name);
  int line_number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++line_number;
    if (!reader.take(line))
      return fail_at({name + std::string(kAnchors), line_number, 1},
                     fmt::format("cannot read '{}'", printable(line, 80)),
                     "edit FILE with lines of a diff, or, add FILE PATH, # comment");
  }
  return std::move(reader).result();
}

const std::vector<Instrument>& instruments() {
  static const std::vector<Instrument> all = embedded_instruments();
  return all;
}

InstrumentedLibrary instrument_library(const std::vector<Instrument>& all,
                                       const Toolchain& toolchain) {
  InstrumentedLibrary library;
  Sources sources;
  for (const Instrument& instrument : all) {
    Result<Sources> more =
        library.refused.contains(all.front().name)
            ? Result<Sources>(std::unexpected(library.refused.at(all.front().name)))
            : with(instrument, sources, toolchain);
    if (more)
      sources = std::move(*more);
    else
      library.refused.emplace(instrument.name, std::move(more).error());
  }
  for (auto& [path, text] : sources) library.files.push_back({path, std::move(text)});
  return library;
}

}  // namespace grade
