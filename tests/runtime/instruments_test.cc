#include "runtime/instruments.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "harness/base/files.h"
#include "harness/observe/observer.h"
#include "runtime/embedded.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAnchors = R"(# what and why
edit src/a.go
 	old one
+	more
or
 	new one
+	much more

edit src/a.go
-	two
+	2
 }
)";

// A toolchain of one file.
class Instrumenting : public testing::Test {
 protected:
  void source(const std::string& text) {
    fs::create_directories(root_.path() / "src");
    ASSERT_TRUE(write_file(root_.path() / "src/a.go", text));
  }
  InstrumentedLibrary library(const std::vector<Instrument>& all) const {
    return instrument_library(
        all, {.go = {}, .goroot = root_.path(), .version = "go1.30.1", .minor = 30});
  }
  std::string patched(const std::string& anchors = kAnchors) const {
    const InstrumentedLibrary made = library({parse_anchors("x", anchors).value()});
    if (!made.refused.empty()) return made.refused.at("x").what;
    return made.files.at(0).text;
  }

  TempDir root_ = TempDir::make("/tmp", "goroot").value();
};

TEST_F(Instrumenting, EveryEditIsMade) {
  source("\told one\n{\n\ttwo\n}\n");
  EXPECT_EQ(patched(), "\told one\n\tmore\n{\n\t2\n}\n");
}

TEST_F(Instrumenting, SecondWayIsTakenWhereTheFirstIsNotThere) {
  source("\ttwo\n}\n\tnew one\n");
  EXPECT_EQ(patched(), "\t2\n}\n\tnew one\n\tmuch more\n");
}

TEST_F(Instrumenting, AnchorsAreWholeLines) {
  source("\told one\n\t// \ttwo\n}\n");
  EXPECT_EQ(patched(), "src/a.go: anchor \"two\\n}\" occurs 0 times in go1.30.1, expected once");
}

TEST_F(Instrumenting, MissingAnchorIsRefusedByName) {
  source("\told one\n\tthree\n");
  const Error error = library({parse_anchors("x", kAnchors).value()}).refused.at("x");
  EXPECT_EQ(error.what, "src/a.go: anchor \"two\\n}\" occurs 0 times in go1.30.1, expected once");
  EXPECT_EQ(error.hint, "instruments are tested with go1.24 to go1.27");
}

TEST_F(Instrumenting, AnchorThatOccursTwiceIsRefused) {
  source("\told one\n\told one\n");
  EXPECT_EQ(patched(), "src/a.go: anchor \"old one\" occurs 2 times in go1.30.1, expected once");
}

Instrument adding(const std::string& name, const std::string& line) {
  return parse_anchors(name, "edit src/a.go\n " + line + "\n+" + name + "\n").value();
}

TEST_F(Instrumenting, InstrumentsShareAFileAndMayStandOnAnEarlierOne) {
  source("base\n");
  const auto made =
      library({adding("first", "base"), adding("second", "base"), adding("third", "first")});
  ASSERT_EQ(made.files.size(), 1u);
  EXPECT_EQ(made.files[0].text, "base\nsecond\nfirst\nthird\n");
}

TEST_F(Instrumenting, OneThatIsRefusedChangesNothingAndLeavesTheOthers) {
  source("base\n");
  const Instrument half =
      parse_anchors("half", "edit src/a.go\n base\n+half\nedit src/a.go\n gone\n").value();
  const auto made = library({adding("first", "base"), half, adding("third", "first")});
  EXPECT_EQ(made.files.at(0).text, "base\nfirst\nthird\n");
  EXPECT_EQ(made.refused.size(), 1u);
  EXPECT_TRUE(made.refused.contains("half"));
}

TEST_F(Instrumenting, WithoutTheFirstAllAreRefused) {
  source("base\n");
  const auto made = library({adding("first", "gone"), adding("second", "base")});
  EXPECT_TRUE(made.files.empty());
  EXPECT_EQ(made.refused.at("second").what, made.refused.at("first").what);
}

TEST_F(Instrumenting, ToolchainWithoutTheFileRefusesAll) {
  EXPECT_EQ(library(instruments()).refused.size(), instruments().size());
}

struct BadAnchors {
  const char* name;
  const char* text;
  const char* what;
};
const BadAnchors kBadAnchors[] = {
    {"LineOfNoKind", "# x\nedit a\nfunc f() {\n", "x/anchors:3:1: cannot read 'func f() {'"},
    {"ChangeOfNothing", " line\n", "x/anchors:1:1: cannot read ' line'"},
    {"OrOfNothing", "or\n", "x/anchors:1:1: cannot read 'or'"},
    {"AddWithoutPath", "add events.go\n", "x/anchors:1:1: cannot read 'add events.go'"},
    {"AddOfNoFile", "add none.go src/none.go\n",
     "x/anchors:1:1: cannot read 'add none.go src/none.go'"},
};
class BadAnchorsTable : public testing::TestWithParam<BadAnchors> {};
TEST_P(BadAnchorsTable, AreRefusedWithTheirPlace) {
  const auto parsed = parse_anchors("x", GetParam().text);
  ASSERT_FALSE(parsed);
  EXPECT_TRUE(to_string(parsed.error()).starts_with(GetParam().what)) << to_string(parsed.error());
}
INSTANTIATE_TEST_SUITE_P(, BadAnchorsTable, testing::ValuesIn(kBadAnchors),
                         [](const auto& i) { return i.param.name; });

TEST(Instruments, AreTheFoldersOfTheTree) {
  std::set<std::string> folders, names;
  const fs::path dir = fs::path(GRADE_SOURCE_DIR) / "runtime/instruments";
  for (const auto& entry : fs::directory_iterator(dir))
    if (entry.is_directory()) folders.insert(entry.path().filename());
  for (const Instrument& instrument : instruments()) {
    names.insert(instrument.name);
    EXPECT_TRUE(fs::exists(dir / instrument.name / "README.md")) << instrument.name;
  }
  EXPECT_EQ(names, folders);
  EXPECT_EQ(instruments().front().name, "events");
}

TEST(Instruments, ThoseThatObserversNeedAreThere) {
  for (const Observer& observer : observers())
    for (const std::string& option : observer.needs.instruments)
      EXPECT_NE(
          std::ranges::find(instruments(), option.substr(0, option.find('=')), &Instrument::name),
          instruments().end())
          << observer.name;
}

TEST(Instruments, EmbeddedFilesAreThoseOfTheTree) {
  for (const EmbeddedFile& file : embedded_files())
    EXPECT_EQ(file.text,
              read_file(fs::path(GRADE_SOURCE_DIR) / "runtime" / file.name, 1 << 20).value())
        << file.name;
}

TEST(Instruments, EveryGoFileOfTheFactFinderIsEmbedded) {
  for (const auto& entry : fs::directory_iterator(fs::path(GRADE_SOURCE_DIR) / "runtime/facts")) {
    const std::string name = "facts/" + entry.path().filename().string();
    if (name.ends_with("_test.go")) continue;
    EXPECT_FALSE(embedded_file(name).empty());
  }
}

}  // namespace
}  // namespace grade
