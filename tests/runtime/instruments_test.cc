#include "runtime/instruments.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "harness/base/files.h"
#include "runtime/embedded.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

const Patch kPatch = {"src/a.go",
                      {{{{"old one", "ONE"}, {"new one", "ONE!"}}}, {{{"two", "2 two"}}}}};

TEST(Instruments, EveryEditIsMade) {
  EXPECT_EQ(apply_patch(kPatch, "old one, two", "go1.26").value(), "ONE, 2 two");
}

TEST(Instruments, SecondWayIsTakenWhereTheFirstIsNotThere) {
  EXPECT_EQ(apply_patch(kPatch, "two, new one", "go1.26").value(), "2 two, ONE!");
}

TEST(Instruments, MissingAnchorIsRefusedByName) {
  const Error error = apply_patch(kPatch, "old one, three", "go1.30.1").error();
  EXPECT_EQ(error.what, "src/a.go: anchor \"two\" is there 0 times in go1.30.1, expected once");
  EXPECT_EQ(error.hint, "instruments are tested with go1.24 to go1.26");
}

TEST(Instruments, AnchorThatOccursTwiceIsRefused) {
  EXPECT_EQ(apply_patch(kPatch, "old one two two", "go1.26").error().what,
            "src/a.go: anchor \"two\" is there 2 times in go1.26, expected once");
}

TEST(Instruments, ToolchainWithoutTheFileIsRefused) {
  const TempDir empty = TempDir::make("/tmp", "goroot").value();
  const Toolchain toolchain{.go = {}, .goroot = empty.path(), .version = "go1.26", .minor = 26};
  EXPECT_FALSE(overlay_files(Instrument::metric_tags, toolchain));
  EXPECT_FALSE(overlay_files(Instrument::builder_counts, toolchain));
  EXPECT_FALSE(overlay_files(Instrument::bench_events, toolchain));
  EXPECT_TRUE(overlay_files(Instrument::gc_probe, toolchain).value().empty());
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
