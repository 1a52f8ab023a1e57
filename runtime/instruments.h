// Instruments: changes to the toolchain's own source that make it tell the truth about a program.
// Each is a folder runtime/instruments/NAME with an `anchors` file, Go files of ours that it adds,
// and its manual, README.md. All that apply to a toolchain are put into one copy of the standard
// library; which of them are active is said to a program when it starts.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/toolchain.h"

namespace grade {

// A file that stands in for, or is added to, one below GOROOT.
struct OverlayFile {
  std::string path;  // below GOROOT: "src/strings/builder.go"
  std::string text;
};

// One edit of one file. The first way whose anchor occurs is taken; it must occur exactly once.
struct Edit {
  struct Way {
    std::string anchor;  // whole lines
    std::string replacement;
  };
  std::string file;       // below GOROOT
  std::vector<Way> ways;  // more than one where Go releases differ
};

struct Instrument {
  std::string name;
  std::vector<Edit> edits;  // in order: an anchor may stand in what an earlier instrument wrote
  std::vector<OverlayFile> files;
};

// Reads an `anchors` file; runtime/instruments/README.md has its form. `name` is also the folder
// of the files that are added.
Result<Instrument> parse_anchors(const std::string& name, std::string_view text);

// All of them in the order in which they are put in; the first one is what the others report by.
const std::vector<Instrument>& instruments();

struct InstrumentedLibrary {
  std::vector<OverlayFile> files;        // by path
  std::map<std::string, Error> refused;  // instruments that do not apply to this toolchain, and why
};
// Leaves out an instrument with a missing anchor and keeps the others; all are refused where the
// first one is.
InstrumentedLibrary instrument_library(const std::vector<Instrument>& all,
                                       const Toolchain& toolchain);

}  // namespace grade
