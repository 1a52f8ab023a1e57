// How: a benchstat table says neither from which files nor from which lines its rows were made, and
// students rename and concatenate files. So each row is a question to be answered by search: is
// there a pair of sample sets in the evidence that gives this row, to the last printed digit?
// Candidates for each side are windows of whole blocks (runs) of one benchmark in one unit that
// have the n of the row and print as its center; before 2023 outliers were left out first, so that
// n says nothing, and the center was their mean. They are ranked by how well name, file and column
// label fit, so that the answer found first is the one a person would expect; a pair of the same
// samples comes last. For a pair, median, delta, p and n are computed as benchstat does and
// compared as it prints them, both roundings of a tie allowed.
// If no pair gives the row, the best pair by name alone is shown, to say what the results do give.
// The search is exponential in principle, so steps_ is a budget in units of work over all rows;
// when it is used up, the row says so instead of failing the student.
#include "harness/observe/bench_compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <optional>

#include "harness/observe/bench_series.h"
#include "harness/observe/benchstat.h"
#include "harness/observe/gobench.h"
#include "harness/stats/mann_whitney.h"
#include "harness/stats/stats.h"

namespace grade {
namespace {

constexpr double kAlpha = 0.05;
constexpr std::size_t kMaxCandidates = 32;  // for each side of a row
constexpr std::size_t kMaxClaims = 50'000;
constexpr std::int64_t kMaxSteps = 300'000'000;
constexpr std::int64_t kMaxSearchSteps = kMaxSteps / 2;  // to look under other names
constexpr int kNoRank = 1000;
constexpr int kSameSamplesRank = 20;  // on both sides: the last thing to think of

using Samples = std::span<const double>;

std::string_view without_prefix(std::string_view full_name) {
  if (full_name.starts_with("Benchmark")) full_name.remove_prefix(9);
  return full_name;
}

std::string delta_text(double old_median, double new_median, double p) {
  if (p > kAlpha) return "~";
  if (old_median == new_median) return "0.00%";
  if (old_median == 0) return "?";
  return fmt::format("{:+.2f}%", (new_median / old_median - 1) * 100);
}

// Names: how well a series fits the name of a row; less is better.
enum Fit { kSame, kOtherProcs, kPart, kOtherName };

std::vector<std::string_view> name_parts(std::string_view name) {
  std::vector<std::string_view> parts;
  while (parts.size() < 20) {
    const std::size_t slash = name.find('/');
    parts.push_back(name.substr(0, slash));
    if (slash == std::string_view::npos) break;
    name.remove_prefix(slash + 1);
  }
  return parts;
}

std::string_view without_procs(std::string_view name) {
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos || dash + 1 == name.size()) return name;
  const auto digits = name.substr(dash + 1);
  const bool is_number = digits.find_first_not_of("0123456789") == std::string_view::npos;
  return is_number ? name.substr(0, dash) : name;
}

// "Build-2" of "Build/impl=concat-2", "15" of "CRC32/size=15-8", "CRC32" of that.
bool is_part(std::string_view row, std::string_view name) {
  const auto wanted = name_parts(without_procs(row));
  std::size_t found = 0;
  for (const std::string_view part : name_parts(without_procs(name))) {
    if (found < wanted.size() && part == wanted[found]) ++found;
    const std::size_t equals = part.find('=');
    if (equals != std::string_view::npos && part.substr(equals + 1) == row) return true;
  }
  return found == wanted.size();
}

Fit fit_of(std::string_view row, std::string_view name) {
  row = without_prefix(row);
  if (row == name) return kSame;
  if (without_procs(row) == without_procs(name)) return kOtherProcs;
  return is_part(row, name) ? kPart : kOtherName;
}

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view stem(std::string_view path) {
  const std::string_view base = base_name(path);
  return base.substr(0, base.find('.'));
}

// Whether a column with this label may come from the file, or, under `-col /impl`, the benchmark.
bool fits_label(std::string_view label, std::string_view file, std::string_view name) {
  if (label.empty()) return false;
  if (base_name(label) == base_name(file) || stem(label) == stem(file)) return true;
  const auto parts = name_parts(without_procs(name));
  return std::any_of(parts.begin(), parts.end(), [label](std::string_view part) {
    return part == label || part.substr(part.find('=') + 1) == label;
  });
}

// Samples that may be those behind one cell.
struct Candidate {
  const BenchSeries* series = nullptr;
  Samples samples;        // of whole blocks of the series; before 2023 without outliers
  std::size_t first = 0;  // the part of the series that they are from
  std::size_t count = 0;
  double center = 0;
  int rank = 0;  // less is better
};

std::string comparison_text(const Candidate& a, const Candidate& b, double p) {
  const std::size_t n = a.samples.size();
  const std::size_t m = b.samples.size();
  const std::string delta = delta_text(a.center, b.center, p);
  return n == m ? fmt::format("{} (p={:.3f} n={})", delta, p, n)
                : fmt::format("{} (p={:.3f} n={}+{})", delta, p, n, m);
}

// One row in one column.
struct Question {
  const BenchstatTable* table = nullptr;
  const BenchstatRow* row = nullptr;
  std::size_t column = 0;
  const BenchstatCell& old_cell() const { return row->cells.front(); }
  const BenchstatCell& new_cell() const { return row->cells[column]; }
  bool is_comparison() const {
    return column > 0 && !old_cell().printed.empty() && !new_cell().printed.empty() &&
           !new_cell().delta.empty();
  }
};

std::vector<double> without_outliers(Samples samples) {
  const double q1 = quantile(samples, 0.25).value_or(0);
  const double q3 = quantile(samples, 0.75).value_or(0);
  std::vector<double> kept;
  for (const double v : samples)
    if (v >= q1 - 1.5 * (q3 - q1) && v <= q3 + 1.5 * (q3 - q1)) kept.push_back(v);
  return kept;
}

double mean_of(Samples samples) {
  double sum = 0;
  for (const double v : samples) sum += v;
  return samples.empty() ? 0 : sum / static_cast<double>(samples.size());
}

// Ties in the last digit may round either way: the command sums in an order of its own.
bool prints_as(std::string_view printed, double value) {
  // All digits, as in CSV.
  if (std::abs(benchstat_number(printed) - value) <= 1e-9 * std::abs(value)) return true;
  return print_like(printed, value) == printed ||
         print_like(printed, value * (1 + 1e-12)) == printed ||
         print_like(printed, value * (1 - 1e-12)) == printed;
}

bool p_prints_as(double shown, double p) {
  return fmt::format("{:.3f}", shown) == fmt::format("{:.3f}", p);
}

class Checker {
 public:
  Checker(std::span<const EvidenceFile> files, const std::vector<GoBench>& benches)
      : files_(files), benches_(benches), series_(benches) {}

  BenchstatClaim check(std::string_view file, const Question& q) {
    kept_.clear();
    BenchstatClaim claim = describe(file, q);
    if (!claim.is_comparison)
      claim.from_results = "the row compares nothing";
    else if (steps_ <= 0)
      claim.from_results = "too much evidence to compute it again";
    else if (!find(q, claim))
      explain(q, claim);
    return claim;
  }

 private:
  enum class Names { same, any };
  enum class Which { printed, whole };  // what prints as the cell does, or any whole series

  BenchstatClaim describe(std::string_view file, const Question& q) const {
    BenchstatClaim claim;
    claim.file = file;
    claim.line = q.row->line;
    claim.output = q.table->output;
    claim.unit = q.table->unit;
    claim.name = q.row->name;
    claim.old_label = q.table->columns.front();
    claim.is_comparison = q.is_comparison();
    if (q.column == 0) return claim;
    claim.new_label = q.table->columns[q.column];
    claim.delta = q.new_cell().delta;
    claim.p = q.new_cell().p;
    claim.n = std::min(q.new_cell().n_old, q.new_cell().n_new);
    return claim;
  }

  // Nearly every row has the results of its own name behind it; only without them are all looked
  // through.
  bool find(const Question& q, BenchstatClaim& claim) {
    const auto old_side = candidates(q, 0, Names::same, Which::printed);
    const auto new_side = candidates(q, q.column, Names::same, Which::printed);
    if (find_pair(q, old_side, new_side, kSameSamplesRank, claim)) return true;
    if (!may_search()) return find_pair(q, old_side, new_side, kNoRank, claim);
    return find_pair(q, candidates(q, 0, Names::any, Which::printed),
                     candidates(q, q.column, Names::any, Which::printed), kNoRank, claim);
  }

  bool may_search() const { return steps_ > kMaxSteps - kMaxSearchSteps; }

  // The best fitting first.
  std::vector<Candidate> candidates(const Question& q, std::size_t column, Names names,
                                    Which which) {
    std::vector<Candidate> found;
    const auto consider = [&](const BenchSeries& series) {
      steps_ -= 200;
      const Fit fit = fit_of(q.row->name, series.name);
      if (steps_ <= 0 || (which == Which::whole && fit == kOtherName)) return;
      const bool fits_file =
          fits_label(q.table->columns[column], files_[series.file].name, series.name);
      const int rank = 2 * static_cast<int>(fit) + (fits_file ? 0 : 1);
      if (which == Which::printed)
        add_windows(q, column, series, rank, found);
      else
        found.push_back(candidate(q, series, {0, series.values.size()}, rank));
    };
    if (names == Names::same)
      for (const std::size_t i : series_.named(q.table->unit, without_prefix(q.row->name)))
        consider(series_.of_unit(q.table->unit)[i]);
    else
      std::ranges::for_each(series_.of_unit(q.table->unit), consider);
    std::ranges::stable_sort(found, {}, &Candidate::rank);
    if (found.size() > kMaxCandidates) found.erase(found.begin() + kMaxCandidates, found.end());
    return found;
  }

  struct Part {
    std::size_t first = 0;
    std::size_t count = 0;
  };

  Candidate candidate(const Question& q, const BenchSeries& series, Part part, int rank) {
    steps_ -= 100 + 10 * static_cast<std::int64_t>(part.count);
    Samples samples = Samples(series.values).subspan(part.first, part.count);
    if (q.table->of_means) samples = kept_.emplace_back(without_outliers(samples));
    const double center = q.table->of_means ? mean_of(samples) : median(samples).value_or(0);
    return {&series, samples, part.first, part.count, center, rank};
  }

  // Runs of whole blocks that have as many samples as the cell and print as it does.
  void add_windows(const Question& q, std::size_t column, const BenchSeries& series, int rank,
                   std::vector<Candidate>& found) {
    const auto add = [&](Part part) {
      Candidate c = candidate(q, series, part, rank);
      if (prints_as(q.row->cells[column].printed, c.center)) found.push_back(c);
    };
    const auto n = static_cast<std::size_t>(column == 0 ? q.new_cell().n_old : q.new_cell().n_new);
    steps_ -= 10 * static_cast<std::int64_t>(series.starts.size());
    if (q.table->of_means) add({0, series.values.size()});
    for (std::size_t i = 0; i < series.starts.size(); ++i) {
      if (steps_ <= 0 || found.size() >= 8 * kMaxCandidates) return;
      const std::size_t start = series.starts[i];
      if (q.table->of_means)
        add({start, end_of_block(series, i) - start});
      else if (n > 0 && ends_block(series, start + n))
        add({start, n});
    }
  }

  static std::size_t end_of_block(const BenchSeries& series, std::size_t block) {
    return block + 1 < series.starts.size() ? series.starts[block + 1] : series.values.size();
  }

  static bool ends_block(const BenchSeries& series, std::size_t end) {
    return end == series.values.size() || std::ranges::binary_search(series.starts, end);
  }

  bool find_pair(const Question& q, const std::vector<Candidate>& old_side,
                 const std::vector<Candidate>& new_side, int below_rank, BenchstatClaim& claim) {
    for (const Candidate& a : old_side) {
      for (const Candidate& b : new_side) {
        const bool is_same = a.series == b.series && a.first == b.first;
        const int rank = a.rank + b.rank + (is_same ? kSameSamplesRank : 0);
        if (steps_ <= 0 || rank >= below_rank) continue;
        const auto p = p_that_gives(q, a, b);
        if (!p) continue;
        below_rank = rank;
        claim.follows = true;
        fill(a, b, *p, claim);
      }
    }
    return claim.follows;
  }

  std::optional<double> p_that_gives(const Question& q, const Candidate& a, const Candidate& b) {
    const BenchstatCell& shown = q.new_cell();
    const double percent = (b.center / a.center - 1) * 100;
    if (shown.delta.ends_with('%') && !(a.center == b.center && shown.delta_percent == 0) &&
        !(std::abs(percent - shown.delta_percent) <= 0.005 + 1e-9 * std::abs(percent))) {
      return std::nullopt;
    }
    if (shown.delta == "?" && a.center != 0) return std::nullopt;
    const auto test = tested(a, b);
    if (!test || !(p_is(shown, test->p) || p_is(shown, test->benchstat_p))) return std::nullopt;
    return test->p;
  }

  std::optional<UTest> tested(const Candidate& a, const Candidate& b) {
    const auto n = static_cast<std::int64_t>(a.samples.size() + b.samples.size());
    steps_ -= 300 + (n <= 100 ? n * n * n / 10 : 40 * n);
    return tests_.test(a.samples, b.samples);
  }

  // A `%` and a `~` are taken with any p, since the level can be set.
  static bool p_is(const BenchstatCell& shown, double p) {
    return shown.p >= 0 ? p_prints_as(shown.p, p) : p == 0 && shown.n_old > 0;
  }

  void fill(const Candidate& a, const Candidate& b, double p, BenchstatClaim& claim) const {
    claim.from_results = comparison_text(a, b, p);
    claim.old_file = files_[a.series->file].name;
    claim.new_file = files_[b.series->file].name;
    claim.old_name = fmt::format("Benchmark{}", a.series->name);
    claim.new_name = fmt::format("Benchmark{}", b.series->name);
    claim.old_side = side_of(a);
    claim.new_side = side_of(b);
  }

  BenchSide side_of(const Candidate& c) const {
    const std::span<const std::uint32_t> results(c.series->results);
    return bench_side(benches_[c.series->file], results.subspan(c.first, c.count));
  }

  // Nothing gives the row: what do the results of that name give?
  void explain(const Question& q, BenchstatClaim& claim) {
    if (explain_with(q, Names::same, claim)) return;
    if (may_search() && explain_with(q, Names::any, claim)) return;
    claim.from_results = fmt::format("no two sets of results of {} in {}", claim.name, claim.unit);
  }

  bool explain_with(const Question& q, Names names, BenchstatClaim& claim) {
    const auto old_side = candidates(q, 0, names, Which::whole);
    const auto new_side = candidates(q, q.column, names, Which::whole);
    for (const Candidate& a : old_side) {
      for (const Candidate& b : new_side) {
        if (a.series == b.series) continue;
        const auto test = tested(a, b);
        fill(a, b, test ? test->p : 1, claim);
        return true;
      }
    }
    return false;
  }

  std::span<const EvidenceFile> files_;
  const std::vector<GoBench>& benches_;
  std::deque<std::vector<double>> kept_;  // what candidates of this row have samples in
  BenchSeriesIndex series_;
  MannWhitney tests_;
  std::int64_t steps_ = kMaxSteps;
};

std::vector<GoBench> parse_all(std::span<const EvidenceFile> files) {
  std::vector<GoBench> benches;
  for (const EvidenceFile& file : files) benches.push_back(parse_gobench(file.text));
  return benches;
}

std::vector<BenchstatClaim> check_all(std::span<const EvidenceFile> files,
                                      const std::vector<GoBench>& benches) {
  Checker checker(files, benches);
  std::vector<BenchstatClaim> claims;
  for (const EvidenceFile& file : files) {
    for (const BenchstatTable& table : parse_benchstat(file.text)) {
      for (const BenchstatRow& row : table.rows) {
        if (row.is_geomean) continue;
        const std::size_t first = table.columns.size() > 1 ? 1 : 0;
        for (std::size_t column = first; column < table.columns.size(); ++column) {
          if (claims.size() >= kMaxClaims) return claims;
          claims.push_back(checker.check(file.name, {&table, &row, column}));
        }
      }
    }
  }
  return claims;
}

}  // namespace

std::string compare_samples(std::span<const double> old_samples,
                            std::span<const double> new_samples) {
  const auto test = mann_whitney(old_samples, new_samples);
  if (!test) return "no samples";
  const auto side = [](Samples samples) {
    return Candidate{.samples = samples, .center = median(samples).value_or(0)};
  };
  return comparison_text(side(old_samples), side(new_samples), test->p);
}

std::vector<BenchstatClaim> check_benchstat(std::span<const EvidenceFile> files) {
  return check_all(files, parse_all(files));
}

const Declared& declare(const BenchFile*) {
  static const Declared declared = {
      field<&BenchFile::file>("file", "relative to the task folder"),
      field<&BenchFile::results>("results", "as in `gobench`"),
      field<&BenchFile::failed>("failed", "FAIL"),
  };
  return declared;
}

const Declared& declare(const BenchstatClaim*) {
  static const Declared declared = {
      field<&BenchstatClaim::file>("file", "relative to the task folder"),
      field<&BenchstatClaim::line>("line", "its line in that file"),
      field<&BenchstatClaim::output>("output",
                                     "which call of benchstat in that file, from 0: each unit "
                                     "once"),
      field<&BenchstatClaim::unit>("unit", "`sec/op`, `B/op`, `allocs/op`, …"),
      field<&BenchstatClaim::name>("name", "of the benchmark, as printed"),
      field<&BenchstatClaim::old_label>("old_label", "of the first column"),
      field<&BenchstatClaim::new_label>("new_label",
                                        "of the column that is compared with the first"),
      field<&BenchstatClaim::is_comparison>("is_comparison", "the row compares the two"),
      field<&BenchstatClaim::delta>("delta", "as printed"),
      field<&BenchstatClaim::p>("p", "as printed; -1 where it is not"),
      field<&BenchstatClaim::n>("n", "samples of the smaller side, as printed"),
      field<&BenchstatClaim::follows>("follows",
                                      "captured results give the same medians, delta, p and n"),
      field<&BenchstatClaim::from_results>("from_results",
                                           "what they show, or why nothing can be computed"),
      field<&BenchstatClaim::old_file>("old_file", "where the results of the first column are"),
      field<&BenchstatClaim::new_file>("new_file", "where those of the other are"),
      field<&BenchstatClaim::old_name>("old_name", "their name, as printed"),
      field<&BenchstatClaim::new_name>("new_name", "their name, as printed"),
      field<&BenchstatClaim::old_side>("old", "those results of the first column"),
      field<&BenchstatClaim::new_side>("new", "those of the other"),
  };
  return declared;
}

const Declared& declare(const BenchEvidence*) {
  static const Declared declared = {
      field<&BenchEvidence::files>("files", "those that hold benchmark results"),
      field<&BenchEvidence::rows>("rows", "of benchstat tables, one for each compared column"),
  };
  return declared;
}

BenchEvidence observe_bench_evidence(const Captured& captured) {
  std::vector<GoBench> benches = parse_all(captured.files);
  BenchEvidence seen{.files = {}, .rows = check_all(captured.files, benches)};
  for (std::size_t i = 0; i < captured.files.size(); ++i) {
    GoBench& bench = benches[i];
    if (bench.results.empty() && !bench.saw_ok && !bench.failed) continue;
    seen.files.push_back({captured.files[i].name, std::move(bench.results), bench.failed});
  }
  return seen;
}

}  // namespace grade
