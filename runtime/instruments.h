// Instruments: changes to files of the toolchain's own source, made from that source when a
// toolchain is prepared, and a file added to the student's package. runtime/overlay/README.md says
// what each of them tells.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/plan/plan.h"
#include "runtime/toolchain.h"

namespace grade {

inline constexpr Instrument kInstruments[] = {Instrument::metric_tags, Instrument::builder_counts,
                                              Instrument::bench_events, Instrument::gc_probe};

// One edit of one file. The first way whose anchor occurs is taken; it must occur exactly once.
struct Edit {
  struct Way {
    std::string_view anchor;
    std::string_view replacement;
  };
  std::vector<Way> ways;  // more than one where Go releases differ
};
struct Patch {
  std::string_view file;  // below GOROOT
  std::vector<Edit> edits;
};

// The text with all edits made. The error names the file, the anchor and the version.
Result<std::string> apply_patch(const Patch& patch, std::string text, std::string_view version);

// A file that stands in for, or is added to, one below GOROOT.
struct OverlayFile {
  std::string path;  // below GOROOT: "src/strings/builder.go"
  std::string text;
};
// What the instrument changes in the toolchain; nothing for one that only adds to the student's
// package. An error where a patch does not apply to this version.
Result<std::vector<OverlayFile>> overlay_files(Instrument instrument, const Toolchain& toolchain);

// The file that gc_probe adds to a main package, and its name there.
inline constexpr const char* kProbeFile = "zz_grade_probe.go";
std::string_view probe_source();

}  // namespace grade
