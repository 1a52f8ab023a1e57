#include "runtime/instruments.h"

#include <fmt/format.h>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "runtime/embedded.h"

namespace grade {
namespace {

constexpr std::size_t kMaxSourceBytes = 4 << 20;

struct Recipe {
  std::vector<Patch> patches;
  std::string_view source;  // a file of ours that is added, name among the embedded ones
  std::string_view added;   // and where
};

const Recipe& metric_tags() {
  static const Recipe recipe = {
      {{"src/runtime/mstats.go",
        {{{{"\tstartTheWorld(stw)\n}\n", "\tstartTheWorld(stw)\n\tgradeTagMemStats(m)\n}\n"}}}}},
       {"src/runtime/metrics.go",
        {{{{"\treadMetricsLocked(samplesp, len, cap)\n\tmetricsUnlock()\n",
            "\treadMetricsLocked(samplesp, len, cap)\n\tgradeTagMetrics(samplesp, len)\n"
            "\tmetricsUnlock()\n"}}}}},
       {"src/runtime/proc.go", {{{{"\tcheckfds()\n", "\tcheckfds()\n\tgradeStart()\n"}}}}}},
      "overlay/metric_tags/zz_grade_tags.go",
      "src/runtime/zz_grade_tags.go"};
  return recipe;
}

const Recipe& builder_counts() {
  static const Recipe recipe = {
      {{"src/strings/builder.go",
        {{{{"func (b *Builder) String() string {\n",
            "func (b *Builder) String() string {\n\tgradeAllocate(gradePerString)\n"}}},
         {{{"func (b *Builder) Grow(n int) {\n",
            "func (b *Builder) Grow(n int) {\n\tgradeAllocate(gradePerGrow)\n"}}},
         {{{"func (b *Builder) Write(p []byte) (int, error) {\n",
            "func (b *Builder) Write(p []byte) (int, error) {\n\tgradeAllocate(gradePerWrite)\n"}}},
         {{{"func (b *Builder) WriteByte(c byte) error {\n",
            "func (b *Builder) WriteByte(c byte) error {\n\tgradeAllocate(gradePerWrite)\n"}}},
         {{{"func (b *Builder) WriteRune(r rune) (int, error) {\n",
            "func (b *Builder) WriteRune(r rune) (int, error) {\n"
            "\tgradeAllocate(gradePerWrite)\n"}}},
         {{{"func (b *Builder) WriteString(s string) (int, error) {\n",
            "func (b *Builder) WriteString(s string) (int, error) {\n"
            "\tgradeAllocate(gradePerWrite)\n"}}}}}},
      "overlay/builder_counts/zz_grade_builder.go",
      "src/strings/zz_grade_builder.go"};
  return recipe;
}

const Recipe& bench_events() {
  static const Recipe recipe = {
      {{"src/testing/benchmark.go",
        {{{{"\t\t\tresults := r.String()\n",
            "\t\t\tgradeReport(benchName, r)\n\t\t\tresults := r.String()\n"}}}}}},
      "overlay/bench_events/zz_grade_events.go",
      "src/testing/zz_grade_events.go"};
  return recipe;
}

std::size_t occurrences(std::string_view text, std::string_view anchor) {
  std::size_t n = 0;
  for (std::size_t at = text.find(anchor); at != std::string_view::npos;
       at = text.find(anchor, at + anchor.size()))
    ++n;
  return n;
}

std::unexpected<Error> refuse(const Patch& patch, std::string_view anchor, std::size_t found,
                              std::string_view version) {
  return fail(
      fmt::format("{}: anchor \"{}\" is there {} times in {}, expected once", patch.file,
                  printable(trim(anchor)), found, version),
      fmt::format("instruments are tested with go1.{} to go1.{}", kOldestMinor, kNewestMinor));
}

Result<void> apply(const Edit& edit, const Patch& patch, std::string& text,
                   std::string_view version) {
  for (const Edit::Way& way : edit.ways) {
    const std::size_t found = occurrences(text, way.anchor);
    if (found == 0) continue;
    if (found > 1) return refuse(patch, way.anchor, found, version);
    text.replace(text.find(way.anchor), way.anchor.size(), way.replacement);
    return {};
  }
  return refuse(patch, edit.ways.front().anchor, 0, version);
}

Result<std::vector<OverlayFile>> make(const Recipe& recipe, const Toolchain& toolchain) {
  std::vector<OverlayFile> files;
  for (const Patch& patch : recipe.patches) {
    GRADE_TRY(std::string text, read_file(toolchain.goroot / patch.file, kMaxSourceBytes));
    GRADE_TRY(text, apply_patch(patch, std::move(text), toolchain.version));
    files.push_back({std::string(patch.file), std::move(text)});
  }
  files.push_back({std::string(recipe.added), std::string(embedded_file(recipe.source))});
  return files;
}

}  // namespace

Result<std::string> apply_patch(const Patch& patch, std::string text, std::string_view version) {
  for (const Edit& edit : patch.edits) GRADE_TRY_VOID(apply(edit, patch, text, version));
  return text;
}

Result<std::vector<OverlayFile>> overlay_files(Instrument instrument, const Toolchain& toolchain) {
  switch (instrument) {
    case Instrument::metric_tags:
      return make(metric_tags(), toolchain);
    case Instrument::builder_counts:
      return make(builder_counts(), toolchain);
    case Instrument::bench_events:
      return make(bench_events(), toolchain);
    case Instrument::gc_probe:
      return std::vector<OverlayFile>{};
  }
  return fail("no such instrument");
}

std::string_view probe_source() { return embedded_file("probe/zz_grade_probe.go"); }

}  // namespace grade
