// An observer turns captured bytes into a typed value that conditions can use. Pure: the same
// bytes give the same value on any machine, and hostile bytes are normal input.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/expr/value.h"
#include "harness/recording/facts.h"
#include "harness/recording/record.h"

namespace grade {

// For a file of evidence, `out` and `err` are both the file's text, without chunks or events.
struct Captured {
  const Stream& out;
  const Stream& err;
  const Stream& events;
  const SourceFacts& facts;
};

struct Observer {
  std::string name;   // as criteria files call it
  std::string about;  // one line for the manual: what it reads and who controls that
  Type type;          // of every value that `observe` returns
  Value (*observe)(const Captured&);
  // What a launch must have for this observer to see anything:
  std::vector<std::string> instruments = {};
  std::map<std::string, std::string> env = {};
  bool packet_stderr = false;
  bool has_events = false;
};

// All of them. To add one: write its files in this folder and add a line to registry.cc.
const std::vector<Observer>& observers();
const Observer* find_observer(std::string_view name);  // null when there is none

// Files of evidence, all of one kind seen together.
struct EvidenceFile {
  std::string name;  // relative to the task folder
  std::string_view text;
};
struct EvidenceObserver {
  std::string name;
  std::string about;
  Type type;
  Value (*observe)(std::span<const EvidenceFile>);
};
const std::vector<EvidenceObserver>& evidence_observers();
const EvidenceObserver* find_evidence_observer(std::string_view name);  // null when there is none

}  // namespace grade
