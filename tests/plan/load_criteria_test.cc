#include "harness/plan/load_criteria.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/base/files.h"
#include "tests/plan/fixture.h"

namespace grade {
namespace {

using plan_fixture::with;

std::string trouble(const std::string& text) {
  const Checked<TaskCriteria> task = load_criteria(text, "f.yaml");
  return task ? "none" : to_string(task.error());
}

TEST(LoadCriteria, ReadsTheWholeFile) {
  const TaskCriteria task = plan_fixture::criteria();
  EXPECT_EQ(task.task, 7);
  EXPECT_EQ(task.title, "Counting");
  EXPECT_EQ(task.text, "Write a program that counts.");
  EXPECT_EQ(task.roles.size(), 4u);
  EXPECT_EQ(task.role("counter")->packages, (std::vector<std::string>{"./count", "./cmd/count"}));
  EXPECT_EQ(task.role("slow")->kind, RoleKind::benchmark);
  EXPECT_EQ(task.role("slow")->exact, "BenchmarkSlow");
  EXPECT_EQ(task.role("fast")->like, "(?i)fast|quick");
  EXPECT_EQ(task.role("fast")->other_than, std::vector<std::string>{"slow"});
  EXPECT_EQ(task.role("helper")->kind, RoleKind::function);
  EXPECT_EQ(task.role("nobody"), nullptr);
  EXPECT_EQ(task.evidence_named("captured")->files, std::vector<std::string>{"evidence/*"});
}

TEST(LoadCriteria, ReadsLaunchesWithTheirDefaults) {
  const TaskCriteria task = plan_fixture::criteria();
  const LaunchDef& counting = *task.launch("counting");
  EXPECT_EQ(counting.pos, (Pos{"task07.yaml", 18, 3}));
  EXPECT_EQ(counting.env,
            (std::map<std::string, std::string>{{"GODEBUG", "gctrace=1"}, {"GOGC", "50"}}));
  EXPECT_EQ(counting.observers, (std::vector<std::string>{"gctrace", "text"}));
  EXPECT_EQ(counting.repeat, 3);
  EXPECT_EQ(counting.needs, Needs::waiting);
  EXPECT_EQ(counting.limits.wall, std::chrono::milliseconds(1500));
  EXPECT_EQ(counting.limits.memory_bytes, 512u << 20);
  const LaunchDef& fast = *task.launch("fast_runs");
  EXPECT_EQ(fast.kind, LaunchKind::bench);
  EXPECT_EQ(fast.bench_count, 1);
  EXPECT_EQ(fast.repeat, 0);
  EXPECT_EQ(fast.needs, Needs::cpu);
  EXPECT_EQ(fast.limits, Limits{});
  EXPECT_EQ(task.launch("notes")->role, "");
}

TEST(LoadCriteria, ReadsCriteriaAndWhatTheyRestOn) {
  const TaskCriteria task = plan_fixture::criteria();
  const Criterion& first = task.criteria[0];
  EXPECT_EQ(first.points, 2);
  EXPECT_EQ(first.note, "Counting is what counts.");
  EXPECT_EQ(first.lets[0].name, "lines");
  EXPECT_EQ(first.require[0].expr.source, "size(counting) == 3");
  EXPECT_EQ(first.expect[0].otherwise, "it stops too early");
  EXPECT_EQ(first.expect[0].hint, "count further");
  EXPECT_EQ(first.sources, (std::vector<std::string>{"counting", "captured"}));
  EXPECT_FALSE(first.review);
  const Criterion& second = task.criteria[1];
  EXPECT_EQ(second.points, 1);
  EXPECT_EQ(second.sources, (std::vector<std::string>{"roles.helper", "source", "slow_runs",
                                                      "fast_runs", "notes", "writeup"}));
  EXPECT_EQ(second.review->look_for, "a reason");
}

struct Case {
  const char* name;
  std::string_view piece;  // of the criteria that load
  std::string_view other;  // instead of it
  std::string_view error;
};

const Case kFile[] = {
    {"UnknownKey", "title: Counting", "titel: Counting",
     "f.yaml:2:1: unknown key 'titel', did you mean 'title'?\n    titel: Counting\n    ^"},
    {"MissingKey", "title: Counting\n", "", "f.yaml:1:1: missing key 'title'\n    task: 7\n    ^"},
    {"EmptyValue", "title: Counting",
     "title:", "f.yaml:2:1: 'title' has no value\n    title:\n    ^"},
    {"DuplicateKey", "title: Counting", "title: Counting\ntitle: Again",
     "f.yaml:3:1: duplicate key 'title'\n    title: Again\n    ^"},
    {"TitleIsAList", "title: Counting", "title: [Counting]",
     "f.yaml:2:8: title must be text\n    title: [Counting]\n           ^"},
    {"TaskIsNoNumber", "task: 7", "task: seven",
     "f.yaml:1:7: task must be a whole number from 1 to 999\n    task: seven\n          ^"},
    {"TaskIsZero", "task: 7", "task: 0",
     "f.yaml:1:7: task must be a whole number from 1 to 999\n    task: 0\n          ^"},
    {"EvidenceIsAList",
     "  captured:\n    about: what was captured\n    files: [\"evidence/*\"]\n    observe: text\n",
     "  - captured\n", "f.yaml:43:3: evidence must be a map of names\n    - captured\n    ^"},
    {"Anchor", "title: Counting", "title: &t Counting",
     "f.yaml:2:8: anchors are not allowed\n    title: &t Counting\n           ^\n"
     "hint: write the value out"},
    {"Tag", "task: 7", "task: !!int 7",
     "f.yaml:1:7: tags are not allowed\n    task: !!int 7\n          ^\n"
     "hint: text that starts with ! must be in quotes"},
    {"SecondDocument", "title: Counting", "---\ntitle: Counting",
     "f.yaml:2:1: a second document is not allowed\n    ---\n    ^"},
};

const Case kRoles[] = {
    {"NameIsNone", "  counter:", "  the-counter:",
     "f.yaml:5:3: invalid name 'the-counter': use letters, digits and _; do not start with a "
     "digit\n"
     "    the-counter:\n    ^"},
    {"NoAbout", "    about: the program that counts\n", "",
     "f.yaml:6:5: missing key 'about'\n    program: [./count, ./cmd/count]\n    ^"},
    {"NothingToFind", "    program: [./count, ./cmd/count]\n", "",
     "f.yaml:5:3: a role needs exactly one of program, service, benchmark, function and command\n  "
     "  counter:\n    "
     "^"},
    {"TwoKinds", "    benchmark: BenchmarkSlow", "    benchmark: BenchmarkSlow\n    function: slow",
     "f.yaml:8:3: a role needs exactly one of program, service, benchmark, function and command\n  "
     "  slow:\n    ^"},
    {"ProgramIsNoList", "[./count, ./cmd/count]", "./count",
     "f.yaml:7:14: program must be a list\n    program: ./count\n             ^"},
    {"UnknownFinder", "{ like: \"^help\" }", "{ liek: \"^help\" }",
     "f.yaml:16:17: unknown key 'liek', did you mean 'like'?\n    function: { liek: \"^help\" }\n"
     "                ^"},
    {"BadPattern", "\"^help\"", "\"^help(\"",
     "f.yaml:16:24: invalid pattern '^help(': missing ): ^help(\n    function: { like: \"^help(\" "
     "}\n"
     "                       ^"},
    {"OtherThanALaterRole", "other_than: [slow]", "other_than: [helper]",
     "f.yaml:11:3: other_than names 'helper', which is not an earlier role\n    fast:\n    ^"},
};

const Case kLaunches[] = {
    {"UnknownRole", "run: counter", "run: conter",
     "f.yaml:20:10: unknown role 'conter', did you mean 'counter'?\n    run: conter\n         ^"},
    {"RoleOfAnotherKind", "run: counter", "run: slow",
     "f.yaml:20:10: 'run' needs a program, but role 'slow' is a benchmark\n    run: slow\n         "
     "^"},
    {"UnknownLaunchKind", "    run: counter", "    rnu: counter",
     "f.yaml:20:5: unknown key 'rnu', did you mean 'run'?\n    rnu: counter\n    ^"},
    {"TwoKinds", "    run: counter", "    run: counter\n    bench: slow",
     "f.yaml:18:3: a launch needs exactly one of run, serve, bench, command, compile and call\n    "
     "counting:\n    ^"},
    {"NoKind", "    run: counter\n", "",
     "f.yaml:18:3: a launch needs exactly one of run, serve, bench, command, compile and call\n    "
     "counting:\n    ^"},
    {"CompileSome", "compile: all", "compile: counter",
     "f.yaml:40:14: compile must be 'all'\n    compile: counter\n             ^"},
    {"UnknownObserver", "observe: [gctrace, text]", "observe: [gctrcae, text]",
     "f.yaml:22:15: unknown observer 'gctrcae', did you mean 'gctrace'?\n"
     "    observe: [gctrcae, text]\n              ^"},
    {"NoObserver", "    observe: [gctrace, text]\n", "",
     "f.yaml:19:5: missing key 'observe'\n    about: the program\n    ^"},
    {"UnknownNeed", "needs: waiting", "needs: waitin",
     "f.yaml:24:12: unknown need 'waitin', did you mean 'waiting'?\n    needs: waitin\n"
     "           ^"},
    {"BadWall", "1500ms", "1500",
     "f.yaml:25:11: wall must be a time such as 500ms, 1.5s or 2m\n    wall: 1500\n          ^"},
    {"NoWall", "1500ms", "0s",
     "f.yaml:25:11: wall must be between 1ms and 24h\n    wall: 0s\n          ^"},
    {"NoMemory", "512MiB", "1KiB",
     "f.yaml:26:13: memory must be at least 1MiB\n    memory: 1KiB\n            ^"},
    {"BadMemory", "512MiB", "512MB",
     "f.yaml:26:13: memory must be a size such as 512MiB or 2GiB\n    memory: 512MB\n            "
     "^"},
    {"BadEnvName", "{ GOGC: \"50\"", "{ GO GC: \"50\"",
     "f.yaml:21:12: invalid variable name 'GO GC'\n    env: { GO GC: \"50\", GODEBUG: gctrace=1 "
     "}\n           ^"},
    {"TooManyRepeats", "repeat: 3", "repeat: 51",
     "f.yaml:23:13: repeat must be a whole number from 1 to 50\n    repeat: 51\n            ^"},
    {"CompileRepeated", "compile: all", "compile: all\n    repeat: 2",
     "f.yaml:41:13: a compile launch cannot repeat: it would give the same\n    repeat: 2\n"
     "            ^"},
    {"BenchTimeOfARun", "    repeat: 3", "    repeat: 3\n    benchtime: 1s",
     "f.yaml:24:16: only a bench launch can have benchtime\n    benchtime: 1s\n"
     "               ^"},
    {"NoBenchTime", "    benchtime: 100x\n", "",
     "f.yaml:28:5: missing key 'benchtime'\n    about: the slow benchmark\n    ^"},
    {"NoIterations", "100x", "0x",
     "f.yaml:31:16: benchtime must be a number of iterations such as 100x, or a time such as 1s\n"
     "    benchtime: 0x\n               ^"},
    {"BadBenchTime", "100x", "x",
     "f.yaml:31:16: benchtime must be a number of iterations such as 100x, or a time such as 1s\n"
     "    benchtime: x\n               ^"},
    {"NameMeansSomething", "  slow_runs:", "  writeup:",
     "f.yaml:27:3: 'writeup' is already defined\n    writeup:\n    ^"},
    {"EvidenceNamedAsALaunch", "  captured:", "  counting:",
     "f.yaml:43:3: 'counting' is already defined\n    counting:\n    ^"},
    {"CompilerNotesOfARun", "observe: [gctrace, text]", "observe: [escape, text]",
     "f.yaml:22:15: 'escape' cannot observe a program: it reads what the compiler says\n"
     "    observe: [escape, text]\n              ^"},
    {"TraceOfTheCompiler", "observe: [escape]", "observe: [escape, gctrace]",
     "f.yaml:41:23: 'gctrace' cannot observe a compile launch: no program runs\n"
     "    observe: [escape, gctrace]\n                      ^"},
    {"ProbeOfEvidence", "    observe: text\n", "    observe: gc\n",
     "f.yaml:46:14: 'gc' cannot read files: it observes programs as they run\n"
     "    observe: gc\n             ^"},
    {"UnknownEvidenceObserver", "    observe: text\n", "    observe: bench_evidenc\n",
     "f.yaml:46:14: unknown observer 'bench_evidenc', did you mean 'bench_evidence'?\n"
     "    observe: bench_evidenc\n             ^"},
};

const Case kCriteria[] = {
    {"NoCriteria", "criteria:\n", "criteria: []\nx:\n",
     "f.yaml:47:11: criteria must be a list with at least one entry\n    criteria: []\n"
     "              ^\n"
     "f.yaml:48:1: unknown key 'x'\n    x:\n    ^\n"
     "hint: known: task, title, text, status, roles, launches, evidence, define, criteria"},
    {"IdOfAnotherTask", "\"7.2\"", "\"8.2\"",
     "f.yaml:61:5: an id of task 7 starts with '7.', found '8.2'\n    - id: \"8.2\"\n      ^"},
    {"RepeatedId", "\"7.2\"", "\"7.1\"",
     "f.yaml:61:5: duplicate id '7.1'\n    - id: \"7.1\"\n      ^"},
    {"BadPoints", "points: 2", "points: -2",
     "f.yaml:50:13: points must be a whole number from 0 to 1000\n    points: -2\n            ^"},
    {"LetHidesALaunch", "      lines: counting", "      notes: counting",
     "f.yaml:53:7: 'notes' is already defined\n"
     "    notes: counting.map(c, c.text.lines)\n    ^"},
    {"LetHidesALet", "c.text.lines)\n    require", "c.text.lines)\n      source: '1'\n    require",
     "f.yaml:54:7: 'source' is already defined\n    source: '1'\n    ^"},
    {"LetIsAList", "      lines: counting.map(c, c.text.lines)", "      - counting",
     "f.yaml:53:7: let must be a map of names and expressions\n    - counting\n    ^"},
    {"ConditionIsNotBool", "      - size(counting) == 3", "      - size(counting)",
     "f.yaml:55:9: a condition must be a bool, found int\n    - size(counting)\n"
     "      ^"},
    {"ConditionsAreAMap", "      - size(counting) == 3", "      that: size(counting) == 3",
     "f.yaml:55:7: require must be a list with at least one condition\n    that: size(counting) == "
     "3\n "
     "   ^"},
    {"NoConditions", "    require:\n      - size(counting) == 3", "    require: []",
     "f.yaml:54:14: require must be a list with at least one condition\n    require: []\n          "
     "   "
     "^"},
    {"ConditionWithUnknownKey", "        hint: count further", "        hnit: count further",
     "f.yaml:59:9: unknown key 'hnit', did you mean 'hint'?\n    hnit: count further\n    ^"},
    {"AboutNothingKnown", "      - size(counting) == 3",
     "      - { that: size(counting) == 3, about: student }",
     "f.yaml:55:45: about must be machine or hand-in\n"
     "    - { that: size(counting) == 3, about: student }\n"
     "                                          ^"},
    {"AboutInExpect", "        hint: count further", "        about: machine",
     "f.yaml:59:16: about belongs to require\n    about: machine\n           ^"},
    {"SeenIsANumber", "    review:", "    seen: writeup.lines\n    review:",
     "f.yaml:67:11: seen must be a string, a list of strings, or of records with file and line, "
     "found int\n    seen: writeup.lines\n          ^"},
    {"ReviewShowsANumber", "show: writeup.text", "show: writeup.lines",
     "f.yaml:68:13: show must be a string or a list of strings, found int\n    show: "
     "writeup.lines\n          ^"},
    {"ReviewWithoutLookFor", "\n      look_for: a reason", "",
     "f.yaml:68:7: missing key 'look_for'\n    show: writeup.text\n    ^"},
    {"NothingToCheck",
     "    expect:\n      - that: lines.all(n, n > 3)\n        else: it stops too early\n"
     "        hint: count further\n      - captured.exists(c, c.text.lines > 3)\n",
     "", "f.yaml:48:5: a criterion needs expect or review\n    - id: \"7.1\"\n      ^"},
};

// The caret stands below the wrong word wherever the condition's text begins.
const Case kPlaces[] = {
    {"InAPlainScalar", "- size(counting) == 3", "- size(countin) == 3",
     "f.yaml:55:14: unknown name 'countin', did you mean 'counting'?\n"
     "    - size(countin) == 3\n           ^"},
    {"InASingleQuotedScalar", "- size(counting) == 3", "- 'size(countin) == 3'",
     "f.yaml:55:15: unknown name 'countin', did you mean 'counting'?\n"
     "    - 'size(countin) == 3'\n            ^"},
    {"InADoubleQuotedScalar", "- size(counting) == 3", "- \"size(countin) == 3\"",
     "f.yaml:55:15: unknown name 'countin', did you mean 'counting'?\n"
     "    - \"size(countin) == 3\"\n            ^"},
    {"InAQuotedScalarThatStartsWithSpaces", "- size(counting) == 3", "- '  size(countin) == 3'",
     "f.yaml:55:17: unknown name 'countin', did you mean 'counting'?\n"
     "    - '  size(countin) == 3'\n              ^"},
    {"InAFoldedScalar", "- size(counting) == 3", "- >-\n        size(countin)\n        == 3",
     "f.yaml:56:14: unknown name 'countin', did you mean 'counting'?\n"
     "    size(countin)\n         ^"},
    {"InAFoldedScalarAfterAnEmptyLine", "- size(counting) == 3",
     "- >-\n\n        size(countin)\n        == 3",
     "f.yaml:57:14: unknown name 'countin', did you mean 'counting'?\n"
     "    size(countin)\n         ^"},
    {"OnTheSecondLineOfAFoldedScalar", "- size(counting) == 3",
     "- >-\n        size(counting)\n        == thre",
     "f.yaml:57:12: unknown name 'thre'\n    == thre\n       ^"},
    {"BehindAnEmptyLine", "- size(counting) == 3",
     "- >-\n        size(counting)\n\n\n        == thre",
     "f.yaml:59:12: unknown name 'thre'\n    == thre\n       ^"},
    {"OnTheSecondLineOfAPlainScalar", "- size(counting) == 3",
     "- size(counting) ==\n          thre", "f.yaml:56:11: unknown name 'thre'\n    thre\n    ^"},
    {"OnTheThirdLineOfAQuotedScalar", "- size(counting) == 3",
     "- 'size(counting)\n          ==\n          thre'",
     "f.yaml:57:11: unknown name 'thre'\n    thre'\n    ^"},
    {"OnTheSecondLineOfALiteralScalar", "- size(counting) == 3",
     "- |\n        size(counting)\n        == thre",
     "f.yaml:57:12: unknown name 'thre'\n    == thre\n       ^"},
    {"InAValueOfThat", "- that: lines.all(n, n > 3)", "- that: lines.all(n, m > 3)",
     "f.yaml:57:28: unknown name 'm', did you mean 'n'?\n    - that: lines.all(n, m > 3)\n"
     "                         ^"},
    {"InALet", "lines: counting.map(c, c.text.lines)", "lines: counting.map(c, c.text.line)",
     "f.yaml:53:37: {text: string, lines: int, bytes: int} has no field 'line', did you mean "
     "'lines'?\n    lines: counting.map(c, c.text.line)\n                                  ^"},
    {"SyntaxErrorAtTheEnd", "- size(counting) == 3", "- size(counting) ==",
     "f.yaml:55:26: expected a value, found the end\n    - size(counting) ==\n"
     "                       ^"},
};

class BadCriteria : public testing::TestWithParam<Case> {};
TEST_P(BadCriteria, AreRefusedAtTheirPlace) {
  const Case& c = GetParam();
  EXPECT_EQ(trouble(with(c.piece, c.other)), c.error);
}
const auto kName = [](const auto& i) { return i.param.name; };
INSTANTIATE_TEST_SUITE_P(File, BadCriteria, testing::ValuesIn(kFile), kName);
INSTANTIATE_TEST_SUITE_P(Roles, BadCriteria, testing::ValuesIn(kRoles), kName);
INSTANTIATE_TEST_SUITE_P(Launches, BadCriteria, testing::ValuesIn(kLaunches), kName);
INSTANTIATE_TEST_SUITE_P(Criteria, BadCriteria, testing::ValuesIn(kCriteria), kName);
INSTANTIATE_TEST_SUITE_P(Places, BadCriteria, testing::ValuesIn(kPlaces), kName);

// Each of these is wrong by itself; nothing is said of what only rests on them.
TEST(LoadCriteria, SaysAllThatIsWrongInTheOrderOfTheLines) {
  EXPECT_EQ(trouble(R"(task: 7
titel: Counting
roles:
  counter: { about: the program, progam: [.] }
launches:
  counting: { about: it, run: counter, observe: [gctrase, text], wal: 3s }
  other: { about: it, run: conter, observe: [text], wall: 5 }
evidence:
  captured: { about: it, files: [x], observe: txt }
criteria:
  - id: 7.1
    text: It counts.
    let:
      cycles: counting.gctrace.cycles
      lines: other.text.linse
      many: size(cycles)
    expect:
      - many > lines
      - captured.exists(f, f.txt.lines > 3)
      - other.exit_code = 0
      - othr.exit_code == 0
    review:
      show: writeup.lines
  - id: "7.1"
    expect: [true, 1]
)"),
            R"(f.yaml:2:1: unknown key 'titel', did you mean 'title'?
    titel: Counting
    ^
f.yaml:4:34: unknown key 'progam', did you mean 'program'?
    counter: { about: the program, progam: [.] }
                                   ^
f.yaml:6:50: unknown observer 'gctrase', did you mean 'gctrace'?
    counting: { about: it, run: counter, observe: [gctrase, text], wal: 3s }
                                                   ^
f.yaml:6:66: unknown key 'wal', did you mean 'wall'?
    counting: { about: it, run: counter, observe: [gctrase, text], wal: 3s }
                                                                   ^
f.yaml:7:28: unknown role 'conter', did you mean 'counter'?
    other: { about: it, run: conter, observe: [text], wall: 5 }
                             ^
f.yaml:7:59: wall must be a time such as 500ms, 1.5s or 2m
    other: { about: it, run: conter, observe: [text], wall: 5 }
                                                            ^
f.yaml:9:47: unknown observer 'txt', did you mean 'text'?
    captured: { about: it, files: [x], observe: txt }
                                                ^
f.yaml:11:9: an id must be in quotes
    - id: 7.1
          ^
hint: write id: "7.1"; without quotes 90.10 is the number 90.1
f.yaml:15:25: {text: string, lines: int, bytes: int} has no field 'linse', did you mean 'lines'?
    lines: other.text.linse
                      ^
f.yaml:20:25: unexpected '='
    - other.exit_code = 0
                      ^
hint: to compare, write ==
f.yaml:21:9: unknown name 'othr', did you mean 'other'?
    - othr.exit_code == 0
      ^
f.yaml:23:7: missing key 'look_for'
    show: writeup.lines
    ^
f.yaml:23:13: show must be a string or a list of strings, found int
    show: writeup.lines
          ^
f.yaml:24:5: missing key 'text'
    - id: "7.1"
      ^
f.yaml:24:5: duplicate id '7.1'
    - id: "7.1"
      ^
f.yaml:25:20: a condition must be a bool, found int
    expect: [true, 1]
                   ^)");
}

constexpr std::string_view kDefining = R"(task: 7
title: Counting
status: draft
roles:
  counter: { about: the program, program: [.] }
launches:
  counting:
    about: it
    run: counter
    observe: [text]
    require:
      - that: counting.exit_code == 0
        else: it crashed
define:
  lines: counting.text.lines
  many: lines > 3
criteria:
  - id: "7.1"
    text: It counts.
    let: { enough: many }
    require: [writeup.lines > 0]
    expect: [enough]
  - id: "7.2"
    text: It ends.
    expect: [writeup.lines > 1]
)";

TEST(LoadCriteria, PutsWhatTheFileDefinesWhereItIsUsed) {
  const TaskCriteria task = plan_fixture::criteria(std::string(kDefining));
  EXPECT_TRUE(task.is_draft);
  const auto names = [](const Criterion& criterion) {
    std::string out;
    for (const Binding& let : criterion.lets) out += let.name + " = " + let.expr.source + "\n";
    return out;
  };
  EXPECT_EQ(names(task.criteria[0]),
            "lines = counting.text.lines\nmany = lines > 3\nenough = many\n");
  EXPECT_EQ(task.criteria[0].sources, (std::vector<std::string>{"counting", "writeup"}));
  EXPECT_EQ(names(task.criteria[1]), "");
}

TEST(LoadCriteria, PutsWhatALaunchRequiresBeforeWhatItsCriteriaDo) {
  const TaskCriteria task = plan_fixture::criteria(std::string(kDefining));
  ASSERT_EQ(task.criteria[0].require.size(), 2u);
  EXPECT_EQ(task.criteria[0].require[0].expr.source, "counting.exit_code == 0");
  EXPECT_EQ(task.criteria[0].require[0].otherwise, "it crashed");
  EXPECT_EQ(task.criteria[1].require.size(), 0u);
}

TEST(LoadCriteria, RefusesWhatDoesNotFitAtTheLevelOfTheFile) {
  std::string text(kDefining);
  const auto put = [&](std::string_view piece, std::string_view other) {
    text.replace(text.find(piece), piece.size(), other);
  };
  put("status: draft", "status: ready");
  put("counting.exit_code == 0", "writeup.lines == 0");
  put("  many: lines > 3", "  many: lnies > 3\n  counting: 1");
  put("let: { enough: many }", "let: { lines: 1 }");
  EXPECT_EQ(trouble(text), R"(f.yaml:3:9: status must be draft
    status: ready
            ^
hint: leave it out when the task is finished
f.yaml:12:15: require of launch 'counting' can only use 'counting', found 'writeup.lines'
    - that: writeup.lines == 0
            ^
f.yaml:16:9: unknown name 'lnies', did you mean 'lines'?
    many: lnies > 3
          ^
f.yaml:17:3: 'counting' is already defined
    counting: 1
    ^
f.yaml:21:12: 'lines' is already defined
    let: { lines: 1 }
           ^)");
}

TEST(LoadCriteria, RefusesWhatIsNoCriteriaFile) {
  EXPECT_EQ(trouble(""), "f.yaml: the file is empty");
  EXPECT_EQ(trouble("# nothing\n"), "f.yaml: the file is empty");
  EXPECT_EQ(trouble("just words\n"),
            "f.yaml:1:1: a criteria file must be a map of keys and values\n    just words\n    ^");
  EXPECT_EQ(trouble("task: 7\ntitle: x\ncriteria: []\n"),
            "f.yaml:3:11: criteria must be a list with at least one entry\n    criteria: []\n      "
            "        ^");
  EXPECT_EQ(trouble(std::string((1u << 20) + 1, '#')),
            "f.yaml: 1048577 bytes, more than the 1048576 allowed");
}

TEST(LoadCriteriaFolder, OrdersByTaskNumber) {
  const TempDir dir = TempDir::make(testing::TempDir(), "criteria").value();
  const auto write = [&](const char* name, int task) {
    const std::string text = fmt::format(
        "task: {0}\ntitle: x\ncriteria:\n  - {{id: '{0}.1', text: y, expect: "
        "[writeup.lines > 0]}}\n",
        task);
    ASSERT_TRUE(write_file(dir.path() / name, text));
  };
  write("task10.yaml", 10);
  write("task9.yaml", 9);
  write("other.yaml", 1);
  const auto tasks = load_criteria_folder(dir.path());
  ASSERT_TRUE(tasks) << to_string(tasks.error());
  ASSERT_EQ(tasks->size(), 2u);
  EXPECT_EQ((*tasks)[0].task, 9);
  EXPECT_EQ((*tasks)[1].task, 10);
  write("task99.yaml", 9);
  write("task91.yml", 91);
  const std::string place = dir.path().string();
  EXPECT_EQ(to_string(load_criteria_folder(dir.path()).error()),
            place + "/task91.yml: the name of a criteria file ends in .yaml\n" + place +
                "/task99.yaml: task 9 is already in " + place + "/task9.yaml");
}

TEST(LoadCriteriaFolder, SaysThatThereIsNothing) {
  const TempDir dir = TempDir::make(testing::TempDir(), "criteria").value();
  EXPECT_EQ(to_string(load_criteria_folder(dir.path()).error()),
            dir.path().string() + ": no criteria files task*.yaml");
  const std::string missing = (dir.path() / "none").string();
  EXPECT_EQ(to_string(load_criteria_folder(missing).error()),
            missing + ": cannot read: No such file or directory");
}

}  // namespace
}  // namespace grade
