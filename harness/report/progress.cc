#include "harness/report/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/report/layout.h"

namespace grade {
namespace {

constexpr std::size_t kMaxNameBytes = 120;
constexpr const char* kClearLine = "\r\x1b[K";

std::string shown(std::string_view raw, std::size_t max_bytes = kMaxNameBytes) {
  return without_commands(printable(raw, max_bytes));
}

std::string counter(int done, int expected) {
  return expected > 0 ? fmt::format("{}/{}", done, expected) : fmt::format("{}", done);
}

}  // namespace

void PlainProgress::started(std::string_view name) {
  sink_(fmt::format("started {}\n", shown(name)));
}

void PlainProgress::ended(std::string_view name, std::string_view how) {
  ++done_;
  sink_(fmt::format("[{}] {}: {}\n", counter(done_, expected_), shown(name), shown(how)));
}

void PlainProgress::note(std::string_view text) {
  sink_(fmt::format("note: {}\n", shown(text, 1000)));
}

void TerminalProgress::expect(int launches) {
  expected_ = launches;
  draw();
}

void TerminalProgress::started(std::string_view name) {
  running_.emplace_back(name);
  draw();
}

void TerminalProgress::ended(std::string_view name, std::string_view how) {
  const auto at = std::ranges::find(running_, name);
  if (at != running_.end()) running_.erase(at);
  ++done_;
  last_ = fmt::format("{}: {}", shown(name), shown(how));
  draw();
}

void TerminalProgress::note(std::string_view text) {
  sink_(fmt::format("{}note: {}\n", kClearLine, shown(text, 1000)));
  draw();
}

void TerminalProgress::tick(std::chrono::seconds since_start) {
  elapsed_ = since_start;
  draw();
}

void TerminalProgress::finish() {
  running_.clear();
  sink_(kClearLine);
}

std::string TerminalProgress::status() const {
  std::string line = fmt::format("[{}] {}s ", counter(done_, expected_), elapsed_.count());
  if (running_.empty()) return line + last_;
  line += shown(running_.front());
  if (running_.size() > 1) line += fmt::format(" and {} more", running_.size() - 1);
  return line;
}

// The last cell stays free: terminals differ in what a full line does to the cursor.
void TerminalProgress::draw() {
  sink_(kClearLine + cut_to_width(status(), std::max(width_ - 1, 1), "…"));
}

}  // namespace grade
