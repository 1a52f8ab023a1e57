#include "harness/report/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/report/layout.h"

namespace grade {
namespace {

constexpr std::size_t kMaxNameBytes = 120;
constexpr const char* kClearLine = "\r\x1b[K";
// Before that many have ended, and that much time has passed, nothing is foretold.
constexpr int kFewEnded = 4;
constexpr std::chrono::seconds kEarly{5};

std::string shown(std::string_view raw, std::size_t max_bytes = kMaxNameBytes) {
  return without_commands(printable(raw, max_bytes));
}

std::string counter(int done, int expected) {
  return expected > 0 ? fmt::format("{}/{}", done, expected) : fmt::format("{}", done);
}

std::string clock(std::chrono::seconds time) {
  return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60);
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
  write(fmt::format("{}note: {}\n", is_finished_ ? "" : kClearLine, shown(text, 1000)));
  draw();
}

void TerminalProgress::make_room() {
  if (!is_finished_) sink_(kClearLine);
}

void TerminalProgress::tick(std::chrono::seconds since_start) {
  elapsed_ = since_start;
  draw();
}

void TerminalProgress::finish() {
  make_room();
  is_finished_ = true;
}

// Those that wait run side by side, so that this is rough.
std::string TerminalProgress::time_left() const {
  if (done_ < kFewEnded || elapsed_ < kEarly || done_ >= expected_) return "";
  return fmt::format(", about {} left", clock(elapsed_ * (expected_ - done_) / done_));
}

std::string TerminalProgress::status() const {
  std::string line;
  if (submissions_ > 1) line += fmt::format("{} hand-ins · ", submissions_);
  line += expected_ > 0 ? fmt::format("{} of {} launches · ", done_, expected_) : "";
  line += fmt::format("{}{} · ", clock(elapsed_), time_left());
  if (running_.empty()) return line + last_;
  line += shown(running_.front());
  if (running_.size() > 1) line += fmt::format(" and {} more", running_.size() - 1);
  return line;
}

void TerminalProgress::write(std::string_view text) const {
  sink_(look_.unicode ? std::string(text) : to_ascii(text));
}

// The last cell stays free: terminals differ in what a full line does to the cursor.
void TerminalProgress::draw() {
  if (is_finished_) return;
  const std::string line = look_.unicode ? status() : to_ascii(status());
  sink_(kClearLine + cut_to_width(line, std::max(look_.width - 1, 1), look_.unicode ? "…" : "..."));
}

}  // namespace grade
