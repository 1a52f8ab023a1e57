// An observer turns captured bytes into a declared struct that conditions can use. Pure: the same
// bytes give the same struct on any machine, and hostile bytes are normal input.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "harness/expr/declare.h"
#include "harness/observe/events.h"
#include "harness/recording/facts.h"
#include "harness/recording/record.h"

namespace grade {

// What an observer can be given.
enum class Reads {
  out,  // streams of a launch
  err,
  events,    // what instruments of the runtime and of package testing report
  compile,   // what the compiler said in a compile launch
  text,      // one text on its own: a file of evidence, something fetched
  calls,     // what functions of a call launch did
  evidence,  // all files of an evidence entry together
};

// What a launch must have for an observer to see anything.
struct ObserverNeeds {
  std::vector<std::string> instruments = {};  // with options: "gc", "tags=agree"
  std::string godebug = {};                   // a setting that the launch must have in GODEBUG
  bool packet_stderr = false;                 // each write of the program is to be told apart
};

// What the compiler said of one package.
struct CompilerOutput {
  std::string package_dir;        // relative to the submission
  std::string module_dir;         // where the compiler ran, so what its paths are relative to
  std::vector<std::string> tags;  // build tags that were set
  bool is_test = false;           // the package with its tests
  bool succeeded = false;
  std::string_view text;
};

// One function that was called, or could not be.
struct CallOutput {
  const SourceFunction* function = nullptr;
  std::string name;                   // "T.m" for a method
  std::vector<std::string> roles;     // that it plays
  std::string trouble;                // why it was not called; "" where it may have been
  const RunRecord* record = nullptr;  // null when it was not started
  const Events* events = nullptr;
};

struct EvidenceFile {
  std::string name;  // relative to the task folder
  std::string_view text;
};

// Only what the observer reads is there.
struct Captured {
  std::vector<const Stream*> texts = {};  // {err}, {out, err}, or the one text
  const Events* events = nullptr;
  std::span<const CompilerOutput> compiled = {};
  std::span<const CallOutput> calls = {};
  std::span<const EvidenceFile> files = {};
  const SourceFacts& facts;
};

struct Observation {
  Owned seen;  // a struct of this declaration
  const Declared* declared = nullptr;
  Value value() const { return Record(seen, *declared); }
};

// Observes a text piece by piece, so that it may be larger than memory.
class PieceObserver {
 public:
  virtual ~PieceObserver() = default;
  // What the next lines add to the lists. Whole lines, but for the last of the text.
  virtual Observation read(std::string_view lines) = 0;
  virtual Observation finish() = 0;  // all the rest
};

struct Observer {
  std::string name;   // as criteria files call it
  std::string about;  // one line for the manual: what it reads and who controls that
  std::vector<Reads> reads;
  ObserverNeeds needs;
  const Declared* declared = nullptr;  // of every observation
  Observation (*observe)(const Captured&) = nullptr;
  std::unique_ptr<PieceObserver> (*in_pieces)() = nullptr;  // null: takes whole texts only

  const Type& type() const { return declared->type(); }
  bool can_read(Reads what) const;
};

template <IsDeclared T>
Observation observation_of(T seen) {
  return {std::make_shared<const T>(std::move(seen)), &declared<T>()};
}

// An observer made of a function that returns a declared struct.
// They are moved from; the check looks at the template alone.
// NOLINTBEGIN(performance-unnecessary-value-param)
template <auto function>
Observer observer(std::string name, std::string about, std::vector<Reads> reads,
                  ObserverNeeds needs = {}) {
  using Seen = std::invoke_result_t<decltype(function), const Captured&>;
  return {.name = std::move(name),
          .about = std::move(about),
          .reads = std::move(reads),
          .needs = std::move(needs),
          .declared = &declared<Seen>(),
          .observe = [](const Captured& captured) { return observation_of(function(captured)); }};
}
// NOLINTEND(performance-unnecessary-value-param)

// All of them. To add one: write its files in this folder and add a line to registry.cc.
const std::vector<Observer>& observers();
const Observer* find_observer(std::string_view name);  // null when there is none

// What of a launch an observer reads; all of it must outlive the result.
Captured captured_of(const Observer& observer, const RunRecord& record, const Events& events,
                     const SourceFacts& facts);

}  // namespace grade
