#include "harness/report/progress.h"

#include <gtest/gtest.h>

#include "harness/base/text.h"
#include "harness/base/utf8.h"

namespace grade {
namespace {

// Keeps each write of its own.
struct Written {
  std::vector<std::string> writes;
  ProgressSink sink() {
    return [this](std::string_view bytes) { writes.emplace_back(bytes); };
  }
};

// What a terminal shows in its last line.
std::string status_line(const Written& written) {
  const std::string& last = written.writes.back();
  return last.substr(last.rfind("\x1b[K") + 3);
}

void run_two(Progress& progress) {
  progress.expect(2);
  progress.started("gogc50#1");
  progress.ended("gogc50#1", "exit 0");
  progress.note("no cgroup here");
  progress.started("gogc200#1");
  progress.ended("gogc200#1", "stopped by us: wall 20s");
  progress.finish();
}

TEST(PlainProgress, WritesWholeLines) {
  Written written;
  PlainProgress progress(written.sink());
  run_two(progress);
  progress.tick(std::chrono::seconds(3));
  EXPECT_EQ(written.writes,
            (std::vector<std::string>{"started gogc50#1\n", "[1/2] gogc50#1: exit 0\n",
                                      "note: no cgroup here\n", "started gogc200#1\n",
                                      "[2/2] gogc200#1: stopped by us: wall 20s\n"}));
}

TEST(PlainProgress, HostileNamesStayOnOneLine) {
  Written written;
  PlainProgress progress(written.sink());
  progress.note("a\n::error::x \x1b[2J ##[error]y");
  EXPECT_EQ(written.writes.back(), "note: a\\n::error::x \\x1b[2J #\\#[error]y\n");
}

TEST(PlainProgress, UnknownTotalIsLeftOut) {
  Written written;
  PlainProgress progress(written.sink());
  progress.ended("build", "exit 0");
  EXPECT_EQ(written.writes.back(), "[1] build: exit 0\n");
}

TEST(TerminalProgress, ShowsWhatRunsAndHowFarItIs) {
  Written written;
  TerminalProgress progress(written.sink(), {});
  progress.expect(12);
  progress.started("gogc50#1");
  EXPECT_EQ(status_line(written), "0 of 12 launches · 00:00 · gogc50#1");
  progress.started("gogc50#2");
  progress.tick(std::chrono::seconds(4));
  EXPECT_EQ(status_line(written), "0 of 12 launches · 00:04 · gogc50#1 and 1 more");
  progress.ended("gogc50#1", "exit 0");
  EXPECT_EQ(status_line(written), "1 of 12 launches · 00:04 · gogc50#2");
  progress.ended("gogc50#2", "exit 1");
  EXPECT_EQ(status_line(written), "2 of 12 launches · 00:04 · gogc50#2: exit 1");
}

TEST(TerminalProgress, OfAClassForetellsTheTime) {
  Written written;
  TerminalProgress progress(written.sink(), {});
  progress.handed_in(68);
  progress.expect(359);
  for (int i = 0; i < 139; ++i) progress.ended("a", "exit 0");
  progress.started("U07/task02 gogc50");
  progress.tick(std::chrono::seconds(161));
  EXPECT_EQ(status_line(written),
            "68 hand-ins · 139 of 359 launches · 02:41, about 04:14 left · U07/task02 gogc50");
}

TEST(TerminalProgress, WithoutUnicodeItIsAscii) {
  Written written;
  TerminalProgress progress(written.sink(), {.unicode = false});
  progress.expect(2);
  EXPECT_EQ(status_line(written), "0 of 2 launches - 00:00 - ");
}

TEST(TerminalProgress, WritesNothingAfterTheEnd) {
  Written written;
  TerminalProgress progress(written.sink(), {});
  progress.expect(2);
  progress.finish();
  progress.tick(std::chrono::seconds(3));
  progress.make_room();
  EXPECT_EQ(written.writes.back(), "\r\x1b[K");
  progress.note("a word");
  EXPECT_EQ(written.writes.back(), "note: a word\n");
}

TEST(TerminalProgress, LeavesAnEmptyLine) {
  Written written;
  TerminalProgress progress(written.sink(), {});
  run_two(progress);
  EXPECT_EQ(written.writes.back(), "\r\x1b[K");
}

TEST(TerminalProgress, KeepsNotesAboveTheStatus) {
  Written written;
  TerminalProgress progress(written.sink(), {});
  progress.note("no cgroup here");
  EXPECT_EQ(written.writes.front(), "\r\x1b[Knote: no cgroup here\n");
}

TEST(TerminalProgress, KeepsToTheWidth) {
  for (int width : {0, 1, 2, 10, 40}) {
    Written written;
    TerminalProgress progress(written.sink(), {.width = width});
    progress.started(std::string(500, 'n') + "\n\x1b[2J中文");
    EXPECT_LE(display_width(status_line(written)), std::max(width - 1, 1));
    EXPECT_EQ(status_line(written), printable(status_line(written)));
  }
}

}  // namespace
}  // namespace grade
