#include "harness/plan/find_benchmark.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

SourceFunction function(const std::string& place, const std::string& name,
                        std::vector<std::string> calls = {},
                        std::vector<std::string> literals = {}) {
  SourceFunction f{.name = name, .dir = ".", .file = place};
  if (const auto slash = place.rfind('/'); slash != std::string::npos)
    f.dir = place.substr(0, slash);
  f.in_test = place.ends_with("_test.go");
  f.calls = std::move(calls);
  f.literals = std::move(literals);
  return f;
}

RoleDef before() {
  return {.name = "before",
          .about = "the old one",
          .kind = RoleKind::benchmark,
          .exact = "BenchmarkBuild",
          .place = "old|before",
          .avoids = R"(\.Grow$)",
          .part = "plus|concat"};
}

RoleDef after() {
  return {.name = "after",
          .about = "the new one",
          .kind = RoleKind::benchmark,
          .like = "Builder",
          .place = "new|after",
          .calls = R"(\.Grow$)",
          .part = "builder",
          .other_than = {"before"}};
}

std::string shown(const Role& role) {
  if (role.is_found()) return role.package + " " + role.name;
  return (role.is_asked ? "asked: " : "missing: ") + role.missing + "\n" + role.lines;
}

struct Case {
  const char* name;
  std::vector<SourceFunction> functions;
  const char* before;
  const char* after;
};

const Case kCases[] = {
    {"ByName",
     {function("a_test.go", "BenchmarkBuild"), function("a_test.go", "BenchmarkBuilder")},
     ". BenchmarkBuild",
     ". BenchmarkBuilder"},
    {"ByWhatTheCodeCalls",
     {function("a_test.go", "BenchmarkA", {"Join"}), function("a_test.go", "BenchmarkB", {"x.B"}),
      function("join.go", "Join", {"len"}), function("x/b.go", "B", {"grown"}),
      function("x/c.go", "grown", {"sb.Grow"})},
     ". BenchmarkA",
     ". BenchmarkB"},
    {"TheNameOfTheOther",
     {function("a_test.go", "BenchmarkBuild", {"sb.Grow"}),
      function("a_test.go", "BenchmarkConcat")},
     ". BenchmarkConcat",
     ". BenchmarkBuild"},
    {"CodeInTwoFolders",
     {function("a/a_test.go", "BenchmarkBuild", {"sb.Grow"}),
      function("b/a_test.go", "BenchmarkBuild")},
     "b BenchmarkBuild",
     "a BenchmarkBuild"},
    {"OnlyTheNewOne",
     {function("a_test.go", "BenchmarkBuilder", {"sb.Grow"})},
     "missing: the old one: no benchmark 'BenchmarkBuild' (found: BenchmarkBuilder); name it in "
     "task.yaml\nroles:\n  before: { bench: NAME }\n",
     ". BenchmarkBuilder"},
    {"CannotBeTold",
     {function("a/a_test.go", "BenchmarkX"), function("b/a_test.go", "BenchmarkX"),
      function("b/a_test.go", "BenchmarkY")},
     "asked: the old one: cannot tell which benchmark it is (found: BenchmarkX in a, BenchmarkX in "
     "b, BenchmarkY in b); name it in task.yaml\nroles:\n"
     "  before: { package: ./a, bench: BenchmarkX }\n"
     "  # before: { package: ./b, bench: BenchmarkX }\n  # before: { bench: BenchmarkY }\n",
     "asked: the new one: cannot tell which benchmark it is (found: BenchmarkX in a, BenchmarkX in "
     "b, BenchmarkY in b); name it in task.yaml\nroles:\n"
     "  after: { package: ./a, bench: BenchmarkX }\n"
     "  # after: { package: ./b, bench: BenchmarkX }\n  # after: { bench: BenchmarkY }\n"},
    {"SubBenchmarks",
     {function("a_test.go", "BenchmarkBuild", {"b.Run", "sb.Grow"},
               {"\"a\"", "\"plus\"", "\"builder\"", "\"impl=\"", "4"})},
     "asked: the old one: cannot tell which part of the benchmark it is, or whether it is all "
     "(found: "
     "BenchmarkBuild); name it in task.yaml\nroles:\n  before: { bench: BenchmarkBuild/impl=plus "
     "}\n  # before: { bench: BenchmarkBuild }\n",
     "asked: the new one: cannot tell which part of the benchmark it is, or whether it is all "
     "(found: "
     "BenchmarkBuild); name it in task.yaml\nroles:\n  after: { bench: BenchmarkBuild/impl=builder "
     "}\n  # after: { bench: BenchmarkBuild }\n"},
    {"OneWhoseSubBenchmarksAreNotSpelledOut",
     {function("a_test.go", "BenchmarkJoin", {"b.Run", "impl.join"}, {"\"pieces=%d/impl=%s\""})},
     "asked: the old one: cannot tell which part of the benchmark it is, or whether it is all "
     "(found: "
     "BenchmarkJoin); name it in task.yaml\nroles:\n  before: { bench: "
     "BenchmarkJoin/SUB-BENCHMARK }\n  # before: { bench: BenchmarkJoin }\n",
     "asked: the new one: cannot tell which part of the benchmark it is, or whether it is all "
     "(found: "
     "BenchmarkJoin); name it in task.yaml\nroles:\n  after: { bench: "
     "BenchmarkJoin/SUB-BENCHMARK }\n  # after: { bench: BenchmarkJoin }\n"},
    {"MethodsAndHelpersAreNone",
     {[] {
        SourceFunction f = function("a_test.go", "BenchmarkBuild");
        f.receiver = "suite";
        return f;
      }(),
      function("a.go", "BenchmarkBuild")},
     "missing: the old one: no benchmark 'BenchmarkBuild'; name it in task.yaml\nroles:\n"
     "  before: { bench: NAME }\n",
     "missing: the new one: there is no other benchmark; name it in task.yaml\nroles:\n"
     "  after: { bench: NAME }\n"},
};

class FindBenchmark : public testing::TestWithParam<Case> {};
TEST_P(FindBenchmark, ByNamePlaceAndCode) {
  SourceFacts facts;
  facts.functions = GetParam().functions;
  for (std::size_t i = 0; i < facts.functions.size(); ++i) {
    SourceFunction& f = facts.functions[i];
    f.first_line = static_cast<int>(i) + 1;
    facts.packages.push_back({.dir = f.dir, .name = f.dir});
  }
  Roles roles;
  roles["before"] = find_benchmark(before(), {}, facts, roles);
  EXPECT_EQ(shown(roles["before"]), GetParam().before);
  EXPECT_EQ(shown(find_benchmark(after(), {}, facts, roles)), GetParam().after);
}
INSTANTIATE_TEST_SUITE_P(, FindBenchmark, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

TEST(BenchmarkOfTaskYaml, IsNotSecondGuessed) {
  SourceFacts facts;
  facts.functions = {function("a/a_test.go", "BenchmarkX"), function("b/a_test.go", "BenchmarkX")};
  EXPECT_EQ(shown(find_benchmark(before(), {.package = "b", .bench = "BenchmarkX/n=1"}, facts, {})),
            "b BenchmarkX/n=1");
  EXPECT_EQ(shown(find_benchmark(before(), {.bench = "BenchmarkX"}, facts, {})),
            "asked: the old one: cannot tell which benchmark it is (found: BenchmarkX in a, "
            "BenchmarkX in b); name it in task.yaml\nroles:\n"
            "  before: { package: ./a, bench: BenchmarkX }\n"
            "  # before: { package: ./b, bench: BenchmarkX }\n");
  EXPECT_EQ(
      shown(find_benchmark(before(), {.bench = "BenchmarkY"}, facts, {})),
      "missing: the old one: no benchmark 'BenchmarkY' (found: BenchmarkX in a, BenchmarkX in "
      "b); name it in task.yaml\nroles:\n  before: { package: ./a, bench: BenchmarkX }\n"
      "  # before: { package: ./b, bench: BenchmarkX }\n");
}

}  // namespace
}  // namespace grade
