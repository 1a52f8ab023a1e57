#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "harness/base/files.h"
#include "tests/observe/capture.h"
#include "tests/observe/event_stream.h"

namespace grade {
namespace {

TEST(Observers, HaveNamesOfTheirOwnAndSayWhatTheyRead) {
  std::set<std::string> names;
  for (const Observer& o : observers()) {
    EXPECT_TRUE(names.insert(o.name).second) << o.name;
    EXPECT_FALSE(o.about.empty());
    EXPECT_EQ(o.type().kind(), Kind::record);
    EXPECT_FALSE(o.reads.empty());
    EXPECT_EQ(find_observer(o.name), &o);
  }
  EXPECT_EQ(find_observer("gctrase"), nullptr);
}

const std::string kInputs[] = {
    "",
    "hello\n",
    std::string("\0\x1b[\xff\r\n\r", 7),
    "gc 1 @0.086s 11%: 0.10+1.2+0.002 ms clock, 0.20+0.081/0.10/0+0.004 ms cpu, 3->6->3 MB, 4 MB "
    "goal, 0 MB stacks, 0 MB globals, 2 P\n",
    "HeapAlloc: 17593259786240\nNumGC: 50000002\n",
    "./main.go:5:6: moved to heap: x\n./main.go:5:6: undefined: x\n",
    "BenchmarkBuild-2   2718106   76.63 ns/op   12 B/op   3 allocs/op\n",
};

TEST(Observers, KeepTheirTypeForAnyInput) {
  for (const std::string& text : kInputs) {
    const Stream stream = stream_of(text);
    const Events events =
        told({{"gc", ""}, {"bench", "\"n\":1"}, {"builder", "\"n\":1"}, {"tags", ""}});
    const CompilerOutput compiled{".", ".", {}, false, true, text};
    const EvidenceFile file{"evidence/a.txt", text};
    SourceFacts facts;
    facts.functions.emplace_back();
    for (const Observer& o : observers()) {
      const Observation seen = o.observe({.texts = {&stream},
                                          .events = &events,
                                          .compiled = {&compiled, 1},
                                          .files = {&file, 1},
                                          .facts = facts});
      EXPECT_TRUE(conforms(seen.value(), o.type())) << o.name << " of " << text;
      std::string json;
      o.declared->append_json(seen.seen.get(), json);
      EXPECT_TRUE(nlohmann::json::accept(json)) << json;
    }
  }
}

}  // namespace
}  // namespace grade
