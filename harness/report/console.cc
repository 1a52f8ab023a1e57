#include "harness/report/console.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "harness/base/text.h"
#include "harness/base/utf8.h"
#include "harness/report/layout.h"
#include "harness/report/matrix.h"
#include "harness/report/page.h"
#include "harness/report/tally.h"

namespace grade {
namespace {

using Detail = ConsoleStyle::Detail;

std::string spaces(int count) { return std::string(static_cast<std::size_t>(count), ' '); }

std::string upper(std::string word) {
  std::ranges::transform(word, word.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return word;
}

std::string criteria_count(int count) {
  return fmt::format("{} {}", count, count == 1 ? "criterion" : "criteria");
}

// "2 of 3 points, 1 undecided"
std::string points_line(const Tally& sum) {
  std::string out = fmt::format("{:g} of {:g} points", sum.earned, sum.possible);
  if (sum.undecided > 0) out += fmt::format(", {:g} undecided", sum.undecided);
  return out;
}

// How much of a verdict is shown.
struct Limits {
  std::size_t evidence;
  std::size_t parts;
  std::size_t text_lines;
  std::size_t bytes;  // of one string
};
constexpr Limits kBrief{8, 8, 12, 400};
constexpr Limits kFull{200, 200, 400, 4000};

class ConsoleReport {
 public:
  ConsoleReport(const Report& report, const ConsoleStyle& style)
      : report_(report),
        page_(style),
        is_full_(style.detail == Detail::full),
        limits_(is_full_ ? kFull : kBrief) {
    for (const Verdict& verdict : report.verdicts)
      word_width_ = std::max(word_width_, std::string_view(to_string(verdict.outcome)).size());
  }

  std::string render() && {
    run_info();
    for (std::span<const Verdict> section : sections(report_)) {
      page_.blank();
      heading(section);
      for (const Verdict& verdict : section) show(verdict);
    }
    print_matrix(report_, page_);
    closing();
    return std::move(page_).take();
  }

 private:
  // Where the lines below a verdict begin.
  int indent() const { return page_.is_narrow() ? 2 : 6; }

  std::string short_id(const Verdict& verdict) const {
    return cut_to_width(page_.shown(verdict.id), 12, page_.glyphs().ellipsis);
  }

  void run_info() {
    const RunInfo& info = report_.info;
    std::vector<std::string> facts;
    if (!info.grade_version.empty()) facts.push_back("grade " + info.grade_version);
    if (!info.go_version.empty()) facts.push_back(info.go_version);
    if (info.isolation == "sandbox") facts.push_back("sandboxed");
    if (is_full_) add_host_facts(facts);
    if (!facts.empty())
      page_.flow({}, page_.shown(fmt::format("{}", fmt::join(facts, ", "))), 2, Ink::dim);
    if (info.isolation == "none")
      page_.flow({}, "NOT SANDBOXED: programs ran without isolation", 2, Ink::bad);
    if (info.isolation == "landlock")
      page_.flow({}, "DEGRADED: confined by landlock, without namespaces", 2, Ink::wait);
    for (const std::string& line : info.degraded)
      page_.flow({{"not enforced: ", Ink::wait}}, page_.shown(line), 2);
  }

  void add_host_facts(std::vector<std::string>& facts) const {
    const RunInfo& info = report_.info;
    if (info.cpus > 0) facts.push_back(fmt::format("{} CPUs", info.cpus));
    for (const std::string* fact : {&info.cpu_model, &info.kernel})
      if (!fact->empty()) facts.push_back(*fact);
    if (!info.started_at.empty()) facts.push_back("started " + info.started_at);
  }

  // "alice · Task 2 ──────────────── 2 of 3 points"; the points give way to the name.
  void heading(std::span<const Verdict> section) {
    const Tally sum = tally(section);
    std::string right = fmt::format(" {:g} of {:g} points", sum.earned, sum.possible);
    const std::string task = fmt::format("Task {}", section.front().task);
    const std::string& submission = section.front().submission;
    const std::string before = submission.empty() ? "" : fmt::format(" {} ", page_.glyphs().dot);
    const int room = page_.width() - display_width(before + task) - 1;
    const std::string name =
        cut_to_width(page_.shown(submission), std::max(room, 1), page_.glyphs().ellipsis);
    const std::string left = name + before + task;
    int rule = page_.width() - display_width(left) - display_width(right) - 1;
    if (rule < 1) {
      right.clear();
      rule = std::max(page_.width() - display_width(left) - 1, 0);
    }
    std::string drawn = " ";
    for (int i = 0; i < rule; ++i) drawn += page_.glyphs().rule;
    page_.line({{left, Ink::bold}, {drawn, Ink::dim}, {right}});
  }

  void show(const Verdict& verdict) {
    const std::string word = upper(to_string(verdict.outcome));
    const std::string id = short_id(verdict);
    const std::string margin = page_.is_narrow() ? "" : "  ";
    const std::string gap =
        spaces(page_.is_narrow() ? 1 : static_cast<int>(word_width_ - word.size()) + 2);
    const std::vector<Span> lead = {
        {margin}, {word, ink_of(verdict.outcome)}, {gap}, {id, Ink::bold}, {"  "}};
    const int aligned = display_width(margin + word + gap + id) + 2;
    page_.flow(lead, page_.shown(verdict.text, 2000), page_.is_narrow() ? 2 : aligned);
    if (verdict.outcome != Outcome::pass || is_full_) show_reasons(verdict);
  }

  void show_reasons(const Verdict& verdict) {
    const std::string margin = spaces(indent());
    if (!verdict.summary.empty())
      page_.flow({{margin}}, page_.shown(verdict.summary), indent() + 2);
    show_evidence(verdict.evidence);
    labelled("hint", verdict.hint);
    labelled("note", verdict.note);
    commands(verdict.reproduce);
    if (is_full_) labelled("from", fmt::format("{}", fmt::join(verdict.observers, ", ")));
  }

  void labelled(std::string_view label, std::string_view text) {
    if (text.empty()) return;
    page_.flow({{fmt::format("{}{:6}", spaces(indent()), label), Ink::dim}},
               page_.shown(text, 2000), indent() + 6);
  }

  // Never wrapped, so that they can be copied.
  void commands(const std::vector<std::string>& reproduce) {
    std::string_view label = "run";
    for (const std::string& command : reproduce) {
      page_.line({{fmt::format("{}{:6}", spaces(indent()), label), Ink::dim},
                  {"$ " + page_.shown(command, 2000)}});
      label = "";
    }
  }

  bool is_worth_showing(const Evidence& evidence) const {
    return is_full_ || evidence.condition.empty() || evidence.outcome != "holds";
  }

  void show_evidence(const std::vector<Evidence>& all) {
    std::vector<const Evidence*> chosen;
    for (const Evidence& evidence : all)
      if (is_worth_showing(evidence)) chosen.push_back(&evidence);
    const std::size_t count = std::min(chosen.size(), limits_.evidence);
    for (const Evidence* evidence : std::span(chosen).first(count)) {
      if (evidence->condition.empty())
        text_title(*evidence);
      else
        condition(*evidence);
      text_lines(evidence->text);
    }
    more(indent(), chosen.size() - count, "more findings");
  }

  void more(int margin, std::size_t count, std::string_view what) {
    if (count == 0) return;
    page_.flow({{spaces(margin)}}, fmt::format("{} {} {}", page_.glyphs().ellipsis, count, what),
               margin + 2, Ink::dim);
  }

  void text_title(const Evidence& evidence) {
    if (evidence.outcome.empty()) return;
    page_.flow({{spaces(indent())}}, page_.shown(evidence.outcome) + ":", indent() + 2);
  }

  // The condition with a mark, why it could not be computed if so, and what its parts were.
  void condition(const Evidence& evidence) {
    const bool holds = evidence.outcome == "holds";
    const bool fails = evidence.outcome == "does not hold";
    const Glyphs& glyphs = page_.glyphs();
    const Span mark = holds   ? Span{glyphs.holds, Ink::good}
                      : fails ? Span{glyphs.fails, Ink::bad}
                              : Span{glyphs.unknown, Ink::wait};
    page_.flow({{spaces(indent())}, mark, {" "}}, page_.shown(evidence.condition, limits_.bytes),
               indent() + 4);
    const std::string margin = spaces(indent() + 4);
    if (!holds && !fails) page_.flow({{margin}}, page_.shown(evidence.outcome), indent() + 6);
    const std::size_t count = std::min(evidence.parts.size(), limits_.parts);
    for (const EvidencePart& part : std::span(evidence.parts).first(count))
      page_.flow({{margin}},
                 fmt::format("{} = {}", page_.shown(part.text, limits_.bytes),
                             page_.shown(part.value, limits_.bytes)),
                 indent() + 6);
    more(indent() + 4, evidence.parts.size() - count, "more parts");
  }

  // Behind a gutter, so that it is never taken for our own words.
  void text_lines(const std::string& raw) {
    const std::string text = excerpt(raw, is_full_ ? 16000 : 4000);
    const std::vector<std::string_view> lines = split_lines(text);
    const std::size_t count = std::min(lines.size(), limits_.text_lines);
    const std::string gutter = fmt::format("{}{} ", spaces(indent() + 2), page_.glyphs().gutter);
    const int room = page_.width() - indent() - 4;
    for (std::string_view line : std::span(lines).first(count))
      for (const std::string& piece : wrap(page_.shown(line, 4000), room, room))
        page_.line({{gutter, Ink::dim}, {piece}});
    more(indent() + 2, lines.size() - count, "more lines");
  }

  void closing() {
    const Tally sum = tally(report_.verdicts);
    page_.blank();
    if (sum.total() == 0) return page_.flow({}, "nothing was graded", 2, Ink::wait);
    std::vector<std::string> counts;
    for (auto [count, word] :
         {std::pair{sum.pass, "pass"}, std::pair{sum.fail, "fail"}, std::pair{sum.review, "review"},
          std::pair{sum.inconclusive, "inconclusive"}, std::pair{sum.error, "error"}})
      if (count > 0) counts.push_back(fmt::format("{} {}", count, word));
    page_.flow({},
               fmt::format("{}: {}; {}", criteria_count(sum.total()), fmt::join(counts, ", "),
                           points_line(sum)),
               2, Ink::bold);
    next_steps();
  }

  void next_steps() {
    next_step(Outcome::fail, "student: fix");
    next_step(Outcome::review, "instructor: read");
    next_step(Outcome::inconclusive, "run again");
    next_step(Outcome::error, "instructor: fix the criteria or the harness for");
  }

  // Names the criteria where they are few and all of one submission.
  void next_step(Outcome outcome, std::string_view what) {
    std::vector<std::string> ids;
    bool is_one_submission = true;
    for (const Verdict& verdict : report_.verdicts) {
      if (verdict.submission != report_.verdicts.front().submission) is_one_submission = false;
      if (verdict.outcome == outcome) ids.push_back(short_id(verdict));
    }
    if (ids.empty()) return;
    const std::string which = is_one_submission && ids.size() <= 12
                                  ? fmt::format("{}", fmt::join(ids, ", "))
                                  : criteria_count(static_cast<int>(ids.size()));
    page_.flow({{"next: ", Ink::dim}}, fmt::format("{} {}", what, which), 8);
  }

  const Report& report_;
  Page page_;
  bool is_full_;
  Limits limits_;
  std::size_t word_width_ = 4;
};

}  // namespace

std::string render_console(const Report& report, const ConsoleStyle& style) {
  return ConsoleReport(report, style).render();
}

bool wants_color(bool is_tty, const char* no_color, const char* term, const char* force) {
  const auto is_set = [](const char* value) { return value != nullptr && *value != '\0'; };
  if (is_set(no_color)) return false;
  if (is_set(force) && std::string_view(force) != "0") return true;
  return is_tty && !(term != nullptr && std::string_view(term) == "dumb");
}

}  // namespace grade
