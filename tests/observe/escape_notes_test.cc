#include <gtest/gtest.h>

#include <filesystem>

#include "harness/base/files.h"
#include "harness/observe/escape_seen.h"
#include "tests/observe/capture.h"

namespace grade {
namespace {

struct Case {
  const char* name;
  std::string text;  // after "./main.go:5:26: "
  EscapeKind kind;
  std::string subject;
};
const Case kNotes[] = {
    {"Moved", "moved to heap: x", EscapeKind::moved_to_heap, "x"},
    {"Escapes", "x escapes to heap", EscapeKind::escapes_to_heap, "x"},
    {"EscapesConcatenation", "\"x =\" + y escapes to heap", EscapeKind::escapes_to_heap,
     "\"x =\" + y"},
    {"DoesNotEscape", "... argument does not escape", EscapeKind::does_not_escape, "... argument"},
    {"LeakingParam", "leaking param: p", EscapeKind::leaking_param, "p"},
    {"LeakingToResult", "leaking param: p to result ~r0 level=0", EscapeKind::leaking_param, "p"},
    {"LeakingContent", "leaking param content: p", EscapeKind::leaking_param, "p"},
    {"CanInline", "can inline returnsInt", EscapeKind::can_inline, "returnsInt"},
    {"CanInlineVerbose", "can inline f with cost 18 as: func(int) { for loop }",
     EscapeKind::can_inline, "f"},
    {"InliningCall", "inlining call to fmt.Println", EscapeKind::inlining_call, "fmt.Println"},
    {"AppendOfGo125", "append escapes to heap", EscapeKind::escapes_to_heap, "append"},
    {"SelfAssignment", "main ignoring self-assignment in b.buf = b.buf[:0]", EscapeKind::other, ""},
    {"VerboseHeading", "x escapes to heap in returnsInt:", EscapeKind::other, ""},
    {"VerboseFlow", "  flow: ~r0 \xe2\x86\x90 &x:", EscapeKind::other, ""},
    {"ZeroCopy", "zero-copy string->[]byte conversion", EscapeKind::other, ""},
};
class EscapeNotesTable : public testing::TestWithParam<Case> {};
TEST_P(EscapeNotesTable, NamesKindAndSubject) {
  const EscapeNotes found = parse_escape_notes("./main.go:5:26: " + GetParam().text + "\r\n");
  ASSERT_EQ(found.notes.size(), 1u);
  EXPECT_EQ(found.notes[0].kind, GetParam().kind);
  EXPECT_EQ(found.notes[0].subject, GetParam().subject);
  EXPECT_EQ(found.notes[0].line, 5);
  EXPECT_EQ(found.notes[0].col, 26);
}
INSTANTIATE_TEST_SUITE_P(, EscapeNotesTable, testing::ValuesIn(kNotes),
                         [](const auto& i) { return i.param.name; });

TEST(EscapeNotes, TellsCompileErrorsFromNotes) {
  const EscapeNotes found = parse_escape_notes(
      "# example.com/escape\n./main.go:5:2: undefined: y\n./main.go:9:6: declared and not used: z\n"
      "runtime.main_main\xc2\xb7"
      "f: function main is undeclared in the main package\n"
      "main.go: moved to heap: x\nx.txt:1:2: moved to heap: x\n");
  EXPECT_TRUE(found.notes.empty());
  EXPECT_EQ(found.errors, (std::vector<std::string>{"./main.go:5:2: undefined: y",
                                                    "./main.go:9:6: declared and not used: z"}));
}

TEST(EscapeNotes, KnowsEachTextOfTheCompilerInEveryRelease) {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(GRADE_SOURCE_DIR "/tests/observe/corpus/escape_notes")) {
    const EscapeNotes found = parse_escape_notes(*read_file(entry.path(), 1 << 20));
    SCOPED_TRACE(entry.path());
    EXPECT_GT(found.notes.size(), 10u);
    EXPECT_LE(found.errors.size(), 0u);
    EXPECT_EQ(found.notes[0].package, "corpus/gcload");
    ++files;
  }
  EXPECT_GE(files, 9);
}

// As the compiler prints for the seed of task 3; Go 1.24 and 1.26 alike.
const std::string kSeed = R"(# example.com/escape
./main.go:5:6: can inline returnsInt
./main.go:7:6: can inline returnsValue
./main.go:9:6: can inline passToInterface
./main.go:9:42: inlining call to fmt.Println
./main.go:12:17: inlining call to returnsInt
./main.go:5:26: moved to heap: x
./main.go:9:42: ... argument does not escape
./main.go:9:43: x escapes to heap
)";

SourceFunction function(std::string name, std::string file, int first, int last) {
  SourceFunction f;
  f.name = std::move(name);
  f.file = std::move(file);
  f.first_line = first;
  f.last_line = last;
  return f;
}

SourcePackage package(std::string dir, std::string module_dir, std::vector<std::string> files) {
  SourcePackage p;
  p.dir = std::move(dir);
  p.module_dir = std::move(module_dir);
  p.files = std::move(files);
  return p;
}

Value function_named(const Value& seen, std::string_view name) {
  for (const Value& f : at(seen, "functions").as_list()) {
    if (at(f, "name").as_string() == name) return f;
  }
  ADD_FAILURE() << "no function " << name;
  return {};
}

Value observe(const Capture& c) { return seen_by("escape", c.err, c.facts); }

TEST(EscapeObserver, GivesEachFunctionTheNotesInItsLines) {
  Capture c = capture_err(kSeed);
  c.facts.packages = {package(".", ".", {"main.go"})};
  c.facts.functions = {function("returnsInt", "main.go", 5, 5),
                       function("returnsValue", "main.go", 7, 7),
                       function("passToInterface", "main.go", 9, 9)};
  const Value seen = observe(c);
  EXPECT_EQ(at(function_named(seen, "returnsInt"), "moved"), Value(List{"x"}));
  EXPECT_EQ(at(function_named(seen, "returnsValue"), "moved"), Value(List{}));
  EXPECT_EQ(at(function_named(seen, "returnsValue"), "escapes"), Value(List{}));
  EXPECT_EQ(at(function_named(seen, "passToInterface"), "escapes"), Value(List{"x"}));
  EXPECT_EQ(at(at(seen, "notes").as_list()[0], "file").as_string(), "main.go");
}

TEST(EscapeObserver, CountsANoteOnceWhenThePackageIsCompiledAgainForItsTests) {
  Capture c = capture_err(kSeed + kSeed);
  c.facts.packages = {package(".", ".", {"main.go"})};
  c.facts.functions = {function("returnsInt", "main.go", 5, 5)};
  EXPECT_EQ(at(function_named(observe(c), "returnsInt"), "moved"), Value(List{"x"}));
}

std::vector<std::string> words(const Value& list) {
  std::vector<std::string> out;
  for (const Value& word : list.as_list()) out.push_back(word.as_string());
  return out;
}

struct BoxCase {
  const char* name;
  std::string notes;
  std::vector<std::string> boxed;
};
const BoxCase kBoxes[] = {
    {"Parameter", "./a.go:2:5: x escapes to heap\n", {"x"}},
    {"MadeOfIt", "./a.go:2:5: *y + 1 escapes to heap\n", {"*y + 1"}},
    {"AnotherVariable", "./a.go:2:5: z escapes to heap\n", {}},
    {"InText", "./a.go:2:5: \"x\" escapes to heap\n", {}},
    {"FieldOfThatName", "./a.go:2:5: z.x escapes to heap\n", {}},
    {"MadeRoom", "./a.go:2:5: make([]int, x) escapes to heap\n", {}},
    {"Moved", "./a.go:2:5: moved to heap: x\n", {}},
    {"InlinedCallOfIt",
     "./a.go:3:9: inlining call to show\n./a.go:3:9: v escapes to heap\n",
     {"v"}},
    {"InlinedCallOfAnother",
     "./a.go:2:9: inlining call to show\n./a.go:2:9: v escapes to heap\n",
     {}},
};
class Boxes : public testing::TestWithParam<BoxCase> {};
TEST_P(Boxes, AreParametersThatBecomeAnInterface) {
  Capture c = capture_err(GetParam().notes);
  c.facts.packages = {package(".", ".", {"a.go"})};
  c.facts.functions = {function("f", "a.go", 1, 9)};
  c.facts.functions[0].made = {"x", "y"};
  c.facts.functions[0].hands_on = {3};
  EXPECT_EQ(words(at(function_named(observe(c), "f"), "boxed")), GetParam().boxed);
}
INSTANTIATE_TEST_SUITE_P(, Boxes, testing::ValuesIn(kBoxes),
                         [](const auto& i) { return i.param.name; });

struct BuildCase {
  const char* name;
  CompilerOutput output;
  bool is_compiled;
};
const BuildCase kBuilds[] = {
    {"ThatWorked", {".", ".", {"fixed"}, false, true, ""}, true},
    {"OfItsTests", {".", ".", {"fixed"}, true, true, ""}, true},
    {"WithoutItsTag", {".", ".", {}, false, true, ""}, false},
    {"OfAnotherPackage", {"b", ".", {"fixed"}, false, true, ""}, false},
    {"ThatFailed", {".", ".", {"fixed"}, false, false, "./a.go:9:1: undefined: y\n"}, false},
    {"ThatFailedLater", {".", ".", {"fixed"}, false, false, "./a.go:9:6: can inline g\n"}, true},
    {"ThatLacksOnlyMain",
     {".", ".", {"fixed"}, false, false, "function main is undeclared in the main package\n"},
     true},
};
class Builds : public testing::TestWithParam<BuildCase> {};
TEST_P(Builds, SayWhetherAFunctionIsQuiet) {
  SourceFacts facts;
  facts.packages = {package(".", ".", {"a.go"})};
  facts.functions = {function("f", "a.go", 1, 3)};
  facts.functions[0].dir = ".";
  facts.functions[0].tags = {"fixed"};
  const EscapeSeen seen = observe_escape({.compiled = {&GetParam().output, 1}, .facts = facts});
  EXPECT_EQ(seen.functions.at(0).stays_on_stack(), GetParam().is_compiled);
}
INSTANTIATE_TEST_SUITE_P(, Builds, testing::ValuesIn(kBuilds),
                         [](const auto& i) { return i.param.name; });

struct ShownCase {
  const char* name;
  std::string notes;
  std::string shown;
};
// The submission has f in a.go, lines 5 to 7, and g in b.go, lines 3 to 3.
const ShownCase kShown[] = {
    {"Nothing", "no notes\n", "f ?, g ?"},
    {"InItsLines", "./a.go:6:2: moved to heap: x\n", "f heap, g quiet"},
    {"WhereItWas", "./a.go:15:6: can inline f\n./a.go:16:2: moved to heap: x\n", "f heap, g ?"},
    {"WhereAnotherWas",
     "./a.go:5:6: can inline h\n./a.go:6:2: moved to heap: x\n"
     "./a.go:9:6: can inline f\n",
     "f quiet, g ?, h heap"},
    {"UnderAnotherNameOfItsFile", "./old.go:5:6: can inline f\n./old.go:6:2: moved to heap: x\n",
     "f ?, g ?, f heap"},
    {"ByMethod", "./a.go:30:6: can inline (*T).m\n./a.go:30:9: x escapes to heap\n",
     "f ?, g ?, T.m heap"},
    {"ByItsCall", "./a.go:30:6: can inline h\n./a.go:31:9: inlining call to g\n",
     "f ?, g quiet, h quiet"},
    {"WithoutInlining", "./a.go:30:6: x does not escape\n", "f quiet, g quiet"},
};
class ShownByNotes : public testing::TestWithParam<ShownCase> {};
TEST_P(ShownByNotes, IsWhatWasCompiled) {
  Capture c = capture_err(GetParam().notes);
  c.facts.packages = {package(".", ".", {"a.go", "b.go"})};
  c.facts.functions = {function("f", "a.go", 5, 7), function("g", "b.go", 3, 3)};
  for (SourceFunction& f : c.facts.functions) f.dir = ".";
  std::string shown;
  const Value functions = at(observe(c), "functions");
  for (const Value& f : functions.as_list()) {
    const bool is_heap = !at(f, "moved").as_list().empty() || !at(f, "escapes").as_list().empty();
    shown += (shown.empty() ? "" : ", ") + at(f, "name").as_string() +
             (is_heap                             ? " heap"
              : at(f, "stays_on_stack").as_bool() ? " quiet"
                                                  : " ?");
  }
  EXPECT_EQ(shown, GetParam().shown);
}
INSTANTIATE_TEST_SUITE_P(, ShownByNotes, testing::ValuesIn(kShown),
                         [](const auto& i) { return i.param.name; });

TEST(EscapeNotes, SaysThatThereAreMore) {
  std::string text;
  for (std::size_t i = 0; i <= kMaxNotes; ++i) text += "./a.go:5:6: moved to heap: x\n";
  EXPECT_TRUE(parse_escape_notes(text).is_cut);
  EXPECT_TRUE(is_misleading_name("main.go:6:2: moved to heap: x.go"));
  EXPECT_FALSE(is_misleading_name("cmd/a b/\xc3\xa4.go"));
}

struct FileCase {
  const char* name;
  std::string printed;
  std::string package;
  std::string file;  // "" when it is none of the submission's
};
const FileCase kFiles[] = {
    {"OfTheModuleRoot", "./main.go", "example.com/a", "a/main.go"},
    {"OfAnotherModule", "./main.go", "example.com/b", "b/main.go"},
    {"InAFolder", "cmd/x/main.go", "example.com/a/cmd/x", "a/cmd/x/main.go"},
    {"RunInsideTheFolder", "./main.go", "example.com/a/cmd/x", "a/cmd/x/main.go"},
    {"WithoutModule", "./lone.go", "command-line-arguments", "lone.go"},
    {"AboveTheModule", "../b/main.go", "", "b/main.go"},
    {"InTheSandbox", "/src/b/main.go", "", "b/main.go"},
    {"StandardLibraryOfTheSameName", "../gort/usr/lib/go-1.26/src/sync/atomic/type.go",
     "example.com/a", ""},
    {"StandardLibraryAbsolute", "/usr/lib/go/src/sync/atomic/type.go", "example.com/a", ""},
    {"OutOfSight", "../../../main.go", "", ""},
    {"OfWindows", R"(.\cmd\x\main.go)", "example.com/a", "a/cmd/x/main.go"},
    {"OfAnotherMachine", "/home/me/b/main.go", "", "b/main.go"},
    {"InAList", "- `b/main.go", "", "b/main.go"},
};
class EscapeFiles : public testing::TestWithParam<FileCase> {};
TEST_P(EscapeFiles, AreThoseOfTheSubmission) {
  Capture c = capture_err("# " + GetParam().package + "\n" + GetParam().printed +
                          ":5:6: moved to heap: x\n");
  c.facts.modules = {{"a", "example.com/a", "1.24"}, {"b", "example.com/b", "1.24"}};
  c.facts.packages = {package("a", "a", {"a/main.go", "a/type.go"}),
                      package("a/cmd/x", "a", {"a/cmd/x/main.go"}),
                      package("b", "b", {"b/main.go"}), package(".", "", {"lone.go"})};
  for (const SourcePackage& p : c.facts.packages) {
    for (const std::string& file : p.files) c.facts.functions.push_back(function("f", file, 1, 9));
  }
  std::string with_note;
  const Value functions = at(observe(c), "functions");
  for (const Value& f : functions.as_list()) {
    if (!at(f, "moved").as_list().empty()) with_note += at(f, "file").as_string();
  }
  EXPECT_EQ(with_note, GetParam().file);
}
INSTANTIATE_TEST_SUITE_P(, EscapeFiles, testing::ValuesIn(kFiles),
                         [](const auto& i) { return i.param.name; });

TEST(EscapeObserver, PathsOfTheCompilerStartAtItsFolder) {
  SourceFacts facts;
  facts.packages = {package("a", "a", {"a/main.go"}), package("b", "b", {"b/main.go"})};
  facts.functions = {function("f", "a/main.go", 1, 9), function("f", "b/main.go", 1, 9)};
  const std::string_view text =
      "./main.go:5:6: moved to heap: x\n../a/main.go:6:1: moved to heap: y\n";
  const CompilerOutput compiled{"b", "b", {}, false, true, text};
  const EscapeSeen seen = observe_escape({.compiled = {&compiled, 1}, .facts = facts});
  ASSERT_EQ(seen.functions.size(), 2u);
  EXPECT_EQ(seen.functions[0].moved, (std::vector<std::string>{"y"}));
  EXPECT_EQ(seen.functions[1].moved, (std::vector<std::string>{"x"}));
}

TEST(EscapeObserver, OverlappingFunctionsAndManyFilesAreBounded) {
  std::string text;
  for (int i = 0; i < 100'000; ++i)
    text += "f" + std::to_string(i) + "/main.go:5:6: can inline f\n";
  for (int i = 0; i < 20'000; ++i)
    text += "./main.go:5:" + std::to_string(i) + ": x escapes to heap\n";
  Capture c = capture_err(text);
  for (int i = 0; i < 2000; ++i) {
    const std::string dir = "d" + std::to_string(i);
    c.facts.packages.push_back(package(dir, "", {dir + "/main.go"}));
    c.facts.functions.push_back(function("f", "main.go", 1, 9));
  }
  EXPECT_LE(at(observe(c), "functions").as_list().size(), 4000u);
}

}  // namespace
}  // namespace grade
