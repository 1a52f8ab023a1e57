#include "harness/observe/calls.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/observe/capture.h"

namespace grade {
namespace {

std::string hex(std::string_view text) {
  std::string out;
  for (const char c : text) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

Event bench(std::string name, std::int64_t n, std::int64_t mallocs) {
  Event event{.kind = "bench"};
  event.texts["name"] = std::move(name);
  event.counts["n"] = n;
  event.counts["mallocs"] = mallocs;
  return event;
}

std::string printed(int first, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += fmt::format("{}\n", first + i % 64);
  return out;
}

struct Call {
  SourceFunction function{.name = "f", .file = "a.go", .first_line = 3};
  RunRecord record;
  Events events;
  std::string trouble;

  CalledFunction seen() const {
    const CallOutput output{.function = &function,
                            .name = "f",
                            .roles = {"new"},
                            .trouble = trouble,
                            .record = &record,
                            .events = &events};
    return observe_calls({.calls = {&output, 1}, .facts = {}}).functions.at(0);
  }
};

Call call_of(std::string_view told, std::int64_t mallocs, const std::string& out = "") {
  Call call;
  call.record.termination = Exited{0};
  call.record.streams[kStdout] = stream_of(out);
  call.events.all = {bench("BenchmarkGradeCall0/call-2", 1000, mallocs),
                     bench("BenchmarkGradeCall0/told=" + hex(told) + "-2", 1000, 0)};
  return call;
}

TEST(Calls, TellWhatAFunctionAllocatesAndGives) {
  const CalledFunction seen =
      call_of(R"({"gives":["42"],"writes":["x"],"kept":false,"panic":""})", 1003).seen();
  EXPECT_EQ(seen.trouble, "");
  EXPECT_EQ(seen.allocs, 1.003);
  EXPECT_EQ(seen.gives, (std::vector<std::string>{"42", "x"}));
  EXPECT_FALSE(seen.passes_on);
  EXPECT_EQ(seen.roles, std::vector<std::string>{"new"});
}

constexpr std::string_view kNothing = R"({"gives":[],"writes":[],"kept":true,"panic":""})";

TEST(Calls, AnArgumentIsPassedOnWhereItIsPrintedAgainAndAgain) {
  EXPECT_TRUE(call_of(kNothing, 0, printed(4218200, 1002)).seen().passes_on);
  EXPECT_TRUE(call_of(kNothing, 0, printed(30000, 1002)).seen().passes_on);
  EXPECT_FALSE(call_of(kNothing, 0, printed(4218200, 1)).seen().passes_on);
  EXPECT_FALSE(call_of(kNothing, 0, std::string(4000, '7')).seen().passes_on);
  std::string same;
  for (int i = 0; i < 1000; ++i) same += "4218207\n";
  EXPECT_FALSE(call_of(kNothing, 0, same).seen().passes_on);
  EXPECT_TRUE(call_of(R"({"gives":[],"writes":["x=4218205"],"kept":false,"panic":""})", 0)
                  .seen()
                  .passes_on);
}

TEST(Calls, MemoryIsKeptWhereNoCallAllocatedIt) {
  EXPECT_TRUE(call_of(kNothing, 3).seen().is_kept);
  EXPECT_FALSE(call_of(kNothing, 1000).seen().is_kept);
}

TEST(Calls, SayWhyNothingIsKnown) {
  Call call = call_of(R"({"gives":[],"writes":[],"kept":false,"panic":"panic: no"})", 0);
  EXPECT_EQ(call.seen().trouble, "panic: no");
  call.events.all.pop_back();
  call.record.termination = Stopped{"wall 10s"};
  EXPECT_EQ(call.seen().trouble, "the call did not come to its end: stopped by us: wall 10s");
  call.trouble = "a call of it does not compile";
  EXPECT_EQ(call.seen().trouble, "a call of it does not compile");
  for (const char* told :
       {"", "7", "[]", "{\"gives\":7,\"kept\":7,\"panic\":7}", "{\"gives\":[7]}"})
    call_of(told, 0).seen();
}

}  // namespace
}  // namespace grade
