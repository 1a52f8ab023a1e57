// What runs now, told while it runs: whole lines for logs, one redrawn line for terminals.
// Both write through a function, so that they need no terminal; names are shown made printable.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace grade {

// Calls come from one thread at a time.
class Progress {
 public:
  virtual ~Progress() = default;
  // How many `ended` will come, to show "3/12"; 0 while unknown.
  virtual void expect(int launches) = 0;
  // Of how many submissions they are.
  virtual void handed_in([[maybe_unused]] int submissions) {}
  virtual void started(std::string_view name) = 0;
  // `how` in few words: "exit 0", "kept from before". A name that was not started counts too.
  virtual void ended(std::string_view name, std::string_view how) = 0;
  // Something to be read later too, for example what the host cannot enforce.
  virtual void note(std::string_view text) = 0;
  // Lets a waiting person see that time passes; call about once a second.
  virtual void tick(std::chrono::seconds since_start) = 0;
  // Something else is about to be written where it shows.
  virtual void make_room() {}
  virtual void finish() = 0;
};

using ProgressSink = std::function<void(std::string_view)>;

// Each call of the sink gets whole lines. Ticks are not written.
class PlainProgress : public Progress {
 public:
  explicit PlainProgress(ProgressSink sink) : sink_(std::move(sink)) {}
  void expect(int launches) override { expected_ = launches; }
  void started(std::string_view name) override;
  void ended(std::string_view name, std::string_view how) override;
  void note(std::string_view text) override;
  void tick(std::chrono::seconds) override {}
  void finish() override {}

 private:
  ProgressSink sink_;
  int done_ = 0;
  int expected_ = 0;
};

// What a terminal can show.
struct TerminalLook {
  int width = 80;
  bool unicode = true;
};

// One line of at most `width` - 1 cells, drawn over itself and gone after `finish`; notes stay
// above it: "68 hand-ins · 139 of 359 launches · 02:41, about 04:10 left · alice/task02 gogc50#1".
class TerminalProgress : public Progress {
 public:
  TerminalProgress(ProgressSink sink, TerminalLook look) : sink_(std::move(sink)), look_(look) {}
  void expect(int launches) override;
  void handed_in(int submissions) override { submissions_ = submissions; }
  void started(std::string_view name) override;
  void ended(std::string_view name, std::string_view how) override;
  void note(std::string_view text) override;
  void tick(std::chrono::seconds since_start) override;
  void make_room() override;
  void finish() override;

 private:
  std::string status() const;
  std::string time_left() const;
  void write(std::string_view text) const;
  void draw();

  ProgressSink sink_;
  TerminalLook look_;
  int submissions_ = 1;
  int done_ = 0;
  int expected_ = 0;
  bool is_finished_ = false;
  std::chrono::seconds elapsed_{};
  std::vector<std::string> running_;  // as it was given; made printable when shown
  std::string last_;
};

}  // namespace grade
