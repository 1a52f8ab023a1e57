#include "harness/report/console.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <span>
#include <string_view>

#include "harness/base/text.h"
#include "harness/base/utf8.h"
#include "harness/report/layout.h"
#include "harness/report/matrix.h"
#include "harness/report/page.h"
#include "harness/report/quote.h"
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
  std::size_t sightings;
  std::size_t parts;
  std::size_t text_lines;
  std::size_t bytes;  // of one string
};
constexpr Limits kBrief{8, 6, 8, 12, 400};
constexpr Limits kFull{200, 200, 200, 400, 4000};

class ConsoleReport {
 public:
  explicit ConsoleReport(const ConsoleStyle& style)
      : page_(style), is_full_(style.detail == Detail::full), limits_(is_full_ ? kFull : kBrief) {}

  void section(std::span<const Verdict> verdicts) {
    page_.blank();
    heading(verdicts);
    const std::size_t width = word_width(verdicts);
    for (const Verdict& verdict : verdicts) show(verdict, width);
  }

  void pages(const Report& report) {
    for (std::span<const Verdict> verdicts : sections(report)) section(verdicts);
  }

  void closing(const Report& report) {
    print_matrix(report, page_);
    sums(report);
    next_steps(report);
    if (!is_full_ && !has_pages(report))
      page_.flow({{"pages: ", Ink::dim}},
                 "grade judge latest NAME, or all of them with grade judge latest --full", 8);
  }

  void opening(const RunInfo& info) {
    std::vector<std::string> facts;
    if (!info.grade_version.empty()) facts.push_back("grade " + info.grade_version);
    if (!info.go_version.empty()) facts.push_back(info.go_version);
    if (info.isolation == "sandbox") facts.push_back("sandboxed");
    if (is_full_) add_host_facts(info, facts);
    if (!facts.empty())
      page_.flow({}, page_.shown(fmt::format("{}", fmt::join(facts, ", "))), 2, Ink::dim);
    if (info.isolation == "none")
      page_.flow({}, "NOT SANDBOXED: programs ran without isolation", 2, Ink::bad);
    if (info.isolation == "landlock")
      page_.flow({}, "DEGRADED: confined by landlock, without namespaces", 2, Ink::wait);
    for (const std::string& line : info.degraded)
      page_.flow({{"not enforced: ", Ink::wait}}, page_.shown(line), 2);
  }

  std::string take() && { return std::move(page_).take(); }

 private:
  static std::size_t word_width(std::span<const Verdict> section) {
    std::size_t width = 4;
    for (const Verdict& verdict : section)
      width = std::max(width, std::string_view(to_string(verdict.outcome)).size());
    return width;
  }

  // Where the lines below a verdict begin.
  int indent() const { return page_.is_narrow() ? 2 : 6; }

  std::string short_id(const Verdict& verdict) const {
    return cut_to_width(page_.shown(verdict.id), 12, page_.glyphs().ellipsis);
  }

  static void add_host_facts(const RunInfo& info, std::vector<std::string>& facts) {
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

  void show(const Verdict& verdict, std::size_t word_width) {
    const std::string word = upper(to_string(verdict.outcome));
    const std::string id = short_id(verdict);
    const std::string margin = page_.is_narrow() ? "" : "  ";
    const std::string gap = spaces(
        page_.is_narrow() ? 1
                          : static_cast<int>(std::max(word_width, word.size()) - word.size()) + 2);
    const std::vector<Span> lead = {
        {margin}, {word, ink_of(verdict.outcome)}, {gap}, {id, Ink::bold}, {"  "}};
    const int aligned = display_width(margin + word + gap + id) + 2;
    if (verdict.outcome == Outcome::pass && !is_full_) return passed(verdict, lead, aligned);
    page_.flow(lead, page_.shown(verdict.text, 2000), page_.is_narrow() ? 2 : aligned);
    show_reasons(verdict);
  }

  // One line: the key number where there is one, else what was asked; and the time.
  void passed(const Verdict& verdict, std::vector<Span> lead, int used) {
    const std::string time = time_of(verdict);
    const int room = page_.width() - used - (time.empty() ? 0 : display_width(time) + 2);
    const std::string what = verdict.seen.empty() ? verdict.text : in_a_line(verdict.seen.front());
    const std::string text =
        cut_to_width(page_.shown(what, 2000), std::max(room, 4), page_.glyphs().ellipsis);
    lead.push_back({text});
    if (!time.empty()) {
      lead.push_back({spaces(std::max(room - display_width(text), 0) + 2)});
      lead.push_back({time, Ink::dim});
    }
    page_.line(lead);
  }

  static std::string in_a_line(const Sighting& sighting) {
    return sighting.file.empty()
               ? sighting.text
               : fmt::format("{}:{}: {}", sighting.file, sighting.line, sighting.text);
  }

  static std::string time_of(const Verdict& verdict) {
    const double seconds = seconds_of(verdict);
    return seconds > 0 ? fmt::format("{:.1f} s", seconds) : "";
  }

  void show_reasons(const Verdict& verdict) {
    labelled("asked", verdict.asked);
    labelled(verdict.outcome == Outcome::review ? "read" : "seen", verdict.summary);
    sightings(verdict);
    show_evidence(verdict.evidence);
    roles(verdict.roles);
    labelled("try", verdict.hint);
    if (verdict.outcome != Outcome::pass) labelled("note", verdict.note);
    commands("run", verdict.reproduce, "$ ");
    if (is_full_) labelled("from", fmt::format("{}", fmt::join(verdict.observers, ", ")));
    if (is_full_) launches(verdict.launches);
    if (verdict.outcome == Outcome::pass) return;
    commands("again", {verdict.again}, "");
    commands("why", {verdict.why}, "");
  }

  // Where the words behind a label begin.
  int text_column() const { return indent() + 7; }
  std::string label(std::string_view name) const {
    return fmt::format("{}{:7}", spaces(indent()), name);
  }

  void labelled(std::string_view name, std::string_view text) {
    if (text.empty()) return;
    page_.flow({{label(name), Ink::dim}}, page_.shown(text, 2000), text_column());
  }

  void sightings(const Verdict& verdict) {
    const std::size_t count = std::min(verdict.seen.size(), limits_.sightings);
    for (const Sighting& sighting : std::span(verdict.seen).first(count))
      print_sighting(sighting, {spaces(text_column())}, page_);
    more(text_column(), verdict.seen.size() - count, "more");
  }

  // "rewritten = returnsIntNew, fixed.go:5"
  void roles(const std::vector<Player>& all) {
    std::string_view name = "role";
    for (const Player& player : all) {
      const bool has_place =
          !player.where.empty() && player.as != "./" + player.where && player.as != player.where;
      labelled_line(name, fmt::format("{} = {}{}", player.role, player.as,
                                      has_place ? ", " + player.where : ""));
      name = "";
    }
    if (!all.empty()) labelled_line("", "(task.yaml can name another)");
  }
  void labelled_line(std::string_view name, std::string_view text) {
    page_.flow({{label(name), Ink::dim}}, page_.shown(text, 2000), text_column() + 2);
  }

  void launches(const std::vector<LaunchTold>& all) {
    std::string_view name = "ran";
    for (const LaunchTold& launch : all) {
      labelled_line(name,
                    fmt::format("{}: {:.2f} s, {}", launch.name, launch.seconds, launch.ended));
      name = "";
    }
  }

  // Never wrapped, so that they can be copied.
  void commands(std::string_view name, const std::vector<std::string>& all,
                std::string_view prompt) {
    for (const std::string& command : all) {
      if (command.empty()) continue;
      page_.line({{label(name), Ink::dim}, {std::string(prompt) + page_.shown(command, 2000)}});
      name = "";
    }
  }

  bool is_worth_showing(const Evidence& evidence) const {
    const bool is_judged = evidence.outcome == "holds" || evidence.outcome == "does not hold";
    return is_full_ || evidence.condition.empty() || !is_judged;
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

  void sums(const Report& report) {
    const Tally sum = tally(report.verdicts);
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
  }

  void next_steps(const Report& report) {
    next_step(report, Outcome::fail, "student: fix");
    next_step(report, Outcome::review, "instructor: read");
    next_step(report, Outcome::inconclusive, "run again");
    next_step(report, Outcome::error, "instructor: fix the criteria or the harness for");
  }

  // Names the criteria where they are few and all of one submission.
  void next_step(const Report& report, Outcome outcome, std::string_view what) {
    std::vector<std::string> ids;
    bool is_one_submission = true;
    for (const Verdict& verdict : report.verdicts) {
      if (verdict.submission != report.verdicts.front().submission) is_one_submission = false;
      if (verdict.outcome == outcome) ids.push_back(short_id(verdict));
    }
    if (ids.empty()) return;
    const std::string which = is_one_submission && ids.size() <= 12
                                  ? fmt::format("{}", fmt::join(ids, ", "))
                                  : criteria_count(static_cast<int>(ids.size()));
    page_.flow({{"next: ", Ink::dim}}, fmt::format("{} {}", what, which), 8);
  }

  Page page_;
  bool is_full_;
  Limits limits_;
};

}  // namespace

bool has_pages(const Report& report) {
  std::set<std::string_view> names;
  for (const Verdict& verdict : report.verdicts) names.insert(verdict.submission);
  return names.size() <= kPagesAtOnce;
}

std::string render_opening(const RunInfo& info, const ConsoleStyle& style) {
  ConsoleReport console(style);
  console.opening(info);
  return std::move(console).take();
}

std::string render_section(std::span<const Verdict> section, const ConsoleStyle& style) {
  ConsoleReport console(style);
  console.section(section);
  return std::move(console).take();
}

std::string render_closing(const Report& report, const ConsoleStyle& style) {
  ConsoleReport console(style);
  console.closing(report);
  return std::move(console).take();
}

std::string render_console(const Report& report, const ConsoleStyle& style) {
  ConsoleReport console(style);
  console.opening(report.info);
  if (style.detail == Detail::full || has_pages(report)) console.pages(report);
  console.closing(report);
  return std::move(console).take();
}

bool wants_color(bool is_tty, const char* no_color, const char* term, const char* force) {
  const auto is_set = [](const char* value) { return value != nullptr && *value != '\0'; };
  if (is_set(no_color)) return false;
  if (is_set(force) && std::string_view(force) != "0") return true;
  return is_tty && !(term != nullptr && std::string_view(term) == "dumb");
}

}  // namespace grade
