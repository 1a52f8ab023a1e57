#include <algorithm>

#include "harness/observe/bench_compare.h"
#include "harness/observe/bench_events.h"
#include "harness/observe/calls.h"
#include "harness/observe/escape_seen.h"
#include "harness/observe/gc.h"
#include "harness/observe/gctrace.h"
#include "harness/observe/gctrace_annotation.h"
#include "harness/observe/gctrace_evidence.h"
#include "harness/observe/gobench.h"
#include "harness/observe/hey.h"
#include "harness/observe/number_table.h"
#include "harness/observe/observer.h"
#include "harness/observe/tagged_numbers.h"
#include "harness/observe/text_lines.h"

namespace grade {

namespace {

Observer in_pieces(Observer observer, std::unique_ptr<PieceObserver> (*make)()) {
  observer.in_pieces = make;
  return observer;
}

}  // namespace

const std::vector<Observer>& observers() {
  static const std::vector<Observer> all = {
      in_pieces(observer<observe_gctrace>(
                    "gctrace",
                    "cycles of GODEBUG=gctrace=1 on stderr: printed by the runtime, in about 39 "
                    "writes a line; a program can print such lines too, in one",
                    {Reads::err, Reads::text}, {.godebug = "gctrace=1", .packet_stderr = true}),
                gctrace_in_pieces),
      observer<observe_gctrace_evidence>("gctrace_evidence",
                                         "captured GC traces of all files together: runs, the GOGC "
                                         "that each shows, and whether it "
                                         "is the one that its file or heading names",
                                         {Reads::evidence}),
      observer<observe_gctrace_annotation>(
          "gctrace_annotation",
          "texts that explain a line of a captured GC trace, recognised by the values of its "
          "fields; "
          "what is in evidence/ with five lines of a trace is the captured one",
          {Reads::evidence}),
      observer<observe_gc>(
          "gc",
          "cycles, GOGC and heap goals as the instrumented runtime reports them, at each cycle and "
          "every 20 ms, and GC-trace lines on stderr compared with them",
          {Reads::err, Reads::events}, {.instruments = {"gc"}}),
      observer<observe_numbers>("numbers",
                                "numbers on stdout and stderr, in blocks of what is printed at one "
                                "time: the program's own words",
                                {Reads::out, Reads::err, Reads::text}),
      observer<observe_tagged_numbers>(
          "tagged_numbers",
          "numbers on stdout and stderr traced to the metric that each was read from, by the tags "
          "of the instrumented runtime (tags=distinct)",
          {Reads::out, Reads::err, Reads::events}, {.instruments = {"tags=distinct"}}),
      observer<observe_agreeing_numbers>(
          "agreeing_numbers",
          "the same with one tag for each field, whether from MemStats or metrics "
          "(tags=agree), and how far the two are apart",
          {Reads::out, Reads::err, Reads::events}, {.instruments = {"tags=agree"}}),
      observer<observe_escape>(
          "escape",
          "escape notes of our own go build -gcflags=-m, and the functions of the submission with "
          "the notes in their lines",
          {Reads::compile, Reads::text}),
      observer<observe_text>("text", "the text itself: the program's own words",
                             {Reads::out, Reads::err, Reads::text}),
      observer<observe_gobench>(
          "gobench",
          "benchmark results on stdout, as go test prints them; a program can print them too",
          {Reads::out, Reads::text}),
      observer<observe_hey>(
          "hey", "how a load by hey was answered, from the summary that hey prints", {Reads::text}),
      observer<observe_bench_events>(
          "bench_events",
          "benchmark results as package testing measured them, from the instrumented standard "
          "library",
          {Reads::events}, {.instruments = {"bench"}}),
      observer<observe_builder>(
          "builder",
          "what the program did with strings.Builder, and with + between strings, in each "
          "benchmark, from the instrumented standard library",
          {Reads::events}, {.instruments = {"builder"}}),
      observer<observe_calls>(
          "calls",
          "what functions allocate and give when a benchmark of ours calls them 10 000 times with "
          "arguments of ours, from the instrumented standard library",
          {Reads::calls}, {.instruments = {"bench"}}),
      observer<observe_bench_evidence>(
          "bench_evidence",
          "captured benchmark results of all files together, and each row of benchstat output "
          "computed again from them",
          {Reads::evidence}),
  };
  return all;
}

const Observer* find_observer(std::string_view name) {
  const auto found = std::ranges::find(observers(), name, &Observer::name);
  return found == observers().end() ? nullptr : &*found;
}

bool Observer::can_read(Reads what) const { return std::ranges::find(reads, what) != reads.end(); }

Captured captured_of(const Observer& observer, const RunRecord& record, const Events& events,
                     const SourceFacts& facts) {
  Captured captured{.facts = facts};
  if (observer.can_read(Reads::out)) captured.texts.push_back(&record.out());
  if (observer.can_read(Reads::err)) captured.texts.push_back(&record.err());
  if (observer.can_read(Reads::events)) captured.events = &events;
  return captured;
}

}  // namespace grade
