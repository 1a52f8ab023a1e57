#include "harness/launch/driver_report.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace grade {
namespace {

using nlohmann::json;
using std::chrono::nanoseconds;

struct Frame {
  std::string kind;
  std::string what;
  std::string as;
  bool from_stderr = false;
  nanoseconds began{};
  nanoseconds ended{};
  std::string trouble;
  bool is_ours = false;
  std::uint64_t total = 0;
  int status = 0;
  std::optional<Usage> usage;  // without wall
  std::string_view bytes;
};

// Never negative, so that differences of two stay in range.
nanoseconds time_in(const json& object, const char* name) {
  return nanoseconds(std::max<std::int64_t>(object.value(name, std::int64_t{0}), 0));
}

Usage usage_in(const json& object) {
  return {.user = time_in(object, "user"),
          .system = time_in(object, "system"),
          .peak_rss = object.value("peak_rss", std::uint64_t{0}),
          .minor_faults = object.value("minor_faults", std::uint64_t{0}),
          .major_faults = object.value("major_faults", std::uint64_t{0})};
}

// Numbers with a fraction, and those that are too large for a whole number.
bool has_real(const json& object) {
  return std::ranges::any_of(object, [](const json& value) {
    return value.is_number_float() || (value.is_object() && has_real(value));
  });
}

// Takes one frame off the front; none where nothing whole is left.
std::optional<Frame> take_frame(std::string_view& report) {
  const std::size_t end = report.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const json head = json::parse(report.substr(0, end), nullptr, false);
  if (!head.is_object() || has_real(head)) return std::nullopt;
  Frame frame;
  std::uint64_t size = 0;
  try {
    frame = {.kind = head.value("kind", ""),
             .what = head.value("what", ""),
             .as = head.value("as", ""),
             .from_stderr = head.value("from_stderr", false),
             .began = time_in(head, "began"),
             .ended = time_in(head, "ended"),
             .trouble = head.value("trouble", ""),
             .is_ours = head.value("is_ours", false),
             .total = head.value("total", std::uint64_t{0}),
             .status = head.value("status", 0),
             .usage = {},
             .bytes = {}};
    if (head.contains("usage")) frame.usage = usage_in(head.at("usage"));
    size = head.value("bytes", std::uint64_t{0});
  } catch (const json::type_error&) {
    return std::nullopt;
  }
  report.remove_prefix(end + 1);
  if (size > report.size()) return std::nullopt;
  frame.bytes = report.substr(0, size);
  report.remove_prefix(size);
  return frame;
}

// What stderr said from `begin` on. A read of ours may join bytes from before with those after.
Attachment said_since(const Stream& err, nanoseconds begin) {
  std::uint64_t from = 0;
  for (const Chunk& chunk : err.chunks)
    if (chunk.at < begin) from = chunk.end;
  Attachment said;
  said.bytes = err.bytes.substr(std::min<std::size_t>(from, err.bytes.size()));
  said.total = err.total - std::min<std::uint64_t>(from, err.total);
  return said;
}

class Taking {
 public:
  Taking(nanoseconds start, RunRecord& record) : start_(start), record_(record) {}

  void take(const Frame& frame) {
    if (frame.kind == "begun") record_.steps.push_back({frame.what, frame.began - start_, {}, ""});
    if (frame.kind == "done") done(frame);
    if (frame.kind == "ended") ended(frame);
    if (frame.is_ours) ours_ = frame.trouble;
  }

  // Where the driver was stopped with its program, the record says already why.
  void finish() {
    const bool is_whole = record_.termination == Termination(Exited{0}) && how_.has_value();
    if (!ours_.empty())
      record_.termination = NotStarted{ours_};
    else if (is_whole)
      record_.termination = WIFSIGNALED(*how_) ? Termination(Signalled{WTERMSIG(*how_)})
                                               : Termination(Exited{WEXITSTATUS(*how_)});
    else if (std::holds_alternative<Exited>(record_.termination) ||
             std::holds_alternative<Signalled>(record_.termination))
      record_.termination = NotStarted{
          fmt::format("the driver of the program was lost ({})", to_string(record_.termination))};
  }

 private:
  // What the driver and its load used is not the program's.
  void ended(const Frame& frame) {
    how_ = frame.status;
    if (!frame.usage) return;
    const nanoseconds wall = record_.usage.wall;
    record_.usage = *frame.usage;
    record_.usage.wall = wall;
  }

  void done(const Frame& frame) {
    if (record_.steps.empty()) return;
    StepRecord& step = record_.steps.back();
    step.ended = frame.ended - start_;
    step.trouble = frame.trouble;
    if (frame.as.empty()) return;
    Attachment& attachment = record_.attachments[frame.as];
    attachment = frame.from_stderr ? said_since(record_.err(), step.began)
                                   : Attachment{{}, std::string(frame.bytes), frame.total};
    attachment.at = step.ended;
  }

  nanoseconds start_;
  RunRecord& record_;
  std::optional<int> how_;  // wait status of the program
  std::string ours_;        // trouble of the driver's own
};

}  // namespace

void take_driver_report(std::string_view report, nanoseconds start, RunRecord& record) {
  Taking taking(start, record);
  while (const auto frame = take_frame(report)) taking.take(*frame);
  taking.finish();
}

}  // namespace grade
