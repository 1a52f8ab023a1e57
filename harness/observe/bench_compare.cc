// How: a benchstat table says neither from which files nor from which lines its rows were made, and
// students rename and concatenate files. So each row is a question to be answered by search: is
// there a pair of sample sets in the evidence that gives this row, to the last printed digit?
// Candidates for each side are windows of whole blocks (runs) of one benchmark in one unit that
// have the n of the row and print as its center. They are ranked by how well name, file and column
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
#include <map>
#include <optional>
#include <tuple>

#include "harness/base/text.h"
#include "harness/observe/benchstat.h"
#include "harness/observe/gobench.h"
#include "harness/stats/stats.h"

namespace grade {
namespace {

constexpr double kAlpha = 0.05;
constexpr std::size_t kMaxCandidates = 32;    // for each side of a row
constexpr std::size_t kMaxOldWindows = 100;   // of a series, where a table does not say n
constexpr std::size_t kMaxSamples = 200'000;  // of all files
constexpr std::size_t kMaxClaims = 5000;
constexpr std::int64_t kMaxSteps = 300'000'000;

using Samples = std::span<const double>;

// The values of one benchmark in one unit from one file, in the order of the file.
struct Series {
  std::size_t file = 0;
  std::string name;  // full name without "Benchmark"
  std::vector<double> values;
  std::vector<std::size_t> starts;  // of blocks; a new run starts a block
  int last_block = -1;
};

using SeriesByUnit = std::map<std::string, std::vector<Series>, std::less<>>;

std::string_view without_prefix(std::string_view full_name) {
  if (full_name.starts_with("Benchmark")) full_name.remove_prefix(9);
  return full_name;
}

void append(Series& series, int block, double value) {
  if (block != series.last_block) series.starts.push_back(series.values.size());
  series.last_block = block;
  series.values.push_back(value);
}

// By package, and where a file has a benchmark in several packages also over all of them, as under
// `-ignore pkg`.
SeriesByUnit collect_series(const std::vector<GoBench>& benches) {
  using Key = std::tuple<std::string, std::size_t, std::string, std::string>;
  std::map<Key, Series> by_package;
  std::map<Key, Series> over_packages;
  std::size_t samples = 0;
  for (std::size_t file = 0; file < benches.size(); ++file) {
    for (const BenchResult& result : benches[file].results) {
      for (const auto& [unit, value] : result.values) {
        if (++samples > kMaxSamples) break;
        const auto [tidy, v] = tidy_unit(unit, value);
        append(by_package[{tidy, file, result.full_name, result.pkg}], result.block, v);
        append(over_packages[{tidy, file, result.full_name, ""}], result.block, v);
      }
    }
  }
  SeriesByUnit all;
  const auto add = [&all](const Key& key, Series& series) {
    series.file = std::get<1>(key);
    series.name = without_prefix(std::get<2>(key));
    all[std::get<0>(key)].push_back(std::move(series));
  };
  for (auto& [key, series] : over_packages) {
    auto own = by_package.lower_bound({std::get<0>(key), std::get<1>(key), std::get<2>(key), ""});
    const bool is_split = own->second.values.size() != series.values.size();
    for (;
         is_split && own != by_package.end() && std::get<0>(own->first) == std::get<0>(key) &&
         std::get<1>(own->first) == std::get<1>(key) && std::get<2>(own->first) == std::get<2>(key);
         ++own) {
      add(own->first, own->second);
    }
    add(key, series);
  }
  return all;
}

// benchstat before 2023 leaves out what lies more than 1.5 interquartile ranges outside of the
// quartiles, and compares means.
std::vector<double> without_outliers(Samples samples) {
  const double q1 = quantile(samples, 0.25).value_or(0);
  const double q3 = quantile(samples, 0.75).value_or(0);
  const double reach = 1.5 * (q3 - q1);
  std::vector<double> kept;
  for (const double v : samples) {
    if (q1 - reach <= v && v <= q3 + reach) kept.push_back(v);
  }
  return kept;
}

double mean(Samples samples) {
  double m = 0;
  double n = 0;
  for (const double v : samples) m += (v - m) / ++n;
  return m;
}

std::string count_text(int n_old, int n_new) {
  return n_old == n_new ? fmt::format("n={}", n_old) : fmt::format("n={}+{}", n_old, n_new);
}

std::string delta_text(double old_center, double new_center, double p) {
  if (p > kAlpha) return "~";
  if (old_center == new_center) return "0.00%";
  if (old_center == 0) return "?";
  return fmt::format("{:+.2f}%", (new_center / old_center - 1) * 100);
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
  const Series* series = nullptr;
  Samples samples;           // all of the window
  std::vector<double> used;  // those that count in the layout of the table
  double center = 0;
  int rank = 0;           // less is better
  std::size_t order = 0;  // as found, where ranks are equal
};

// One row in one column.
struct Question {
  const BenchstatTable* table = nullptr;
  const BenchstatRow* row = nullptr;
  std::size_t column = 0;
  const BenchstatCell& old_cell() const { return row->cells.front(); }
  const BenchstatCell& new_cell() const { return row->cells[column]; }
  bool is_old_layout() const { return table->layout == BenchstatLayout::old; }
  bool is_comparison() const {
    return column > 0 && !old_cell().printed.empty() && !new_cell().printed.empty() &&
           !new_cell().delta.empty();
  }
};

// Ties in the last digit may round either way: the command sums in an order of its own.
bool prints_as(std::string_view printed, double value) {
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
      : files_(files), series_(collect_series(benches)) {}

  BenchstatClaim check(std::string_view file, const Question& q) {
    BenchstatClaim claim = describe(file, q);
    if (!claim.is_comparison) {
      claim.from_results = "the row compares nothing";
      return claim;
    }
    if (steps_ <= 0) {
      claim.from_results = "too much evidence to compute it again";
      return claim;
    }
    const auto old_side = candidates(q, 0, /*must_print=*/true);
    const auto new_side = candidates(q, q.column, /*must_print=*/true);
    if (!find_pair(q, old_side, new_side, claim)) explain(q, claim);
    return claim;
  }

 private:
  BenchstatClaim describe(std::string_view file, const Question& q) const {
    BenchstatClaim claim;
    claim.file = file;
    claim.line = q.row->line;
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

  // The best fitting first. Without `must_print`: whole series of the right name, printed or not.
  std::vector<Candidate> candidates(const Question& q, std::size_t column, bool must_print) {
    std::vector<Candidate> found;
    const auto of_unit = series_.find(q.table->unit);
    if (of_unit == series_.end()) return found;
    for (const Series& series : of_unit->second) {
      steps_ -= 200;
      if (steps_ <= 0) break;
      const Fit fit = fit_of(q.row->name, series.name);
      if (!must_print && fit == kOtherName) continue;
      const bool fits_file =
          fits_label(q.table->columns[column], files_[series.file].name, series.name);
      const int rank = 2 * static_cast<int>(fit) + (fits_file ? 0 : 1);
      if (must_print) {
        add_windows(q, column, series, rank, found);
      } else {
        found.push_back(candidate(q, series, series.values, rank));
      }
    }
    for (std::size_t i = 0; i < found.size(); ++i) found[i].order = i;
    std::sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
      return std::tie(a.rank, a.order) < std::tie(b.rank, b.order);
    });
    if (found.size() > kMaxCandidates) found.erase(found.begin() + kMaxCandidates, found.end());
    return found;
  }

  Candidate candidate(const Question& q, const Series& series, Samples samples, int rank) {
    steps_ -= 300 + 30 * static_cast<std::int64_t>(samples.size());
    Candidate c{&series, samples, {}, 0, rank, 0};
    if (q.is_old_layout()) {
      c.used = without_outliers(samples);
      c.center = mean(c.used);
    } else {
      c.used.assign(samples.begin(), samples.end());
      c.center = median(samples).value_or(0);
    }
    return c;
  }

  // Runs of whole blocks that have as many samples as the cell and print as it does.
  void add_windows(const Question& q, std::size_t column, const Series& series, int rank,
                   std::vector<Candidate>& found) {
    const BenchstatCell& cell = q.row->cells[column];
    const auto n = static_cast<std::size_t>(column == 0 ? q.new_cell().n_old : q.new_cell().n_new);
    for (const Samples window : windows(series, n, q.is_old_layout())) {
      if (steps_ <= 0 || found.size() >= 8 * kMaxCandidates) return;
      Candidate c = candidate(q, series, window, rank);
      const bool has_count = !q.is_old_layout() || n == 0 || c.used.size() == n;
      if (has_count && prints_as(cell.printed, c.center)) found.push_back(std::move(c));
    }
  }

  std::vector<Samples> windows(const Series& series, std::size_t n, bool is_any_size) {
    const Samples all(series.values);
    std::vector<Samples> found;
    steps_ -= 10 * static_cast<std::int64_t>(series.starts.size());
    if (is_any_size) return windows_of_any_size(series, n);
    for (const std::size_t start : series.starts) {
      const std::size_t end = start + n;
      const bool ends_block =
          end == all.size() || std::binary_search(series.starts.begin(), series.starts.end(), end);
      if (n > 0 && end <= all.size() && ends_block) found.push_back(all.subspan(start, n));
    }
    return found;
  }

  // Where n counts only what is left without outliers: at least n samples, whole series first.
  std::vector<Samples> windows_of_any_size(const Series& series, std::size_t n) {
    const Samples all(series.values);
    std::vector<Samples> found;
    if (n <= all.size()) found.push_back(all);
    for (std::size_t i = 0; i < series.starts.size() && n <= all.size(); ++i) {
      for (std::size_t j = i + 1; j <= series.starts.size(); ++j) {
        if (found.size() >= kMaxOldWindows || --steps_ <= 0) return found;
        const std::size_t end = j < series.starts.size() ? series.starts[j] : all.size();
        const std::size_t size = end - series.starts[i];
        if (size >= n && size < all.size()) found.push_back(all.subspan(series.starts[i], size));
      }
    }
    return found;
  }

  bool find_pair(const Question& q, const std::vector<Candidate>& old_side,
                 const std::vector<Candidate>& new_side, BenchstatClaim& claim) {
    const Candidate* best_old = nullptr;
    const Candidate* best_new = nullptr;
    int best = 1000;
    for (const Candidate& a : old_side) {
      for (const Candidate& b : new_side) {
        // The same samples on both sides are the last thing to think of.
        const int rank = a.rank + b.rank + (a.samples.data() == b.samples.data() ? 20 : 0);
        if (steps_ <= 0 || rank >= best || !gives(q, a, b)) continue;
        best = rank;
        best_old = &a;
        best_new = &b;
      }
    }
    if (best_old == nullptr) return false;
    claim.follows = true;
    fill(q, *best_old, *best_new, claim);
    return true;
  }

  bool gives(const Question& q, const Candidate& a, const Candidate& b) {
    const BenchstatCell& shown = q.new_cell();
    const double percent = (b.center / a.center - 1) * 100;
    if (shown.delta.ends_with('%') && !(a.center == b.center && shown.delta_percent == 0) &&
        !(std::abs(percent - shown.delta_percent) <= 0.005 + 1e-9 * std::abs(percent))) {
      return false;
    }
    if (shown.delta == "?" && a.center != 0) return false;
    charge_test(a.used.size(), b.used.size());
    const auto test = mann_whitney(a.used, b.used);
    return test && (p_is(q, test->p, *test) || p_is(q, test->benchstat_p, *test));
  }

  void charge_test(std::size_t n_old, std::size_t n_new) {
    const auto a = static_cast<std::int64_t>(n_old);
    const auto b = static_cast<std::int64_t>(n_new);
    steps_ -= a <= 50 && b <= 50 ? 500 + 8 * a * b * (a + b) : 40 * (a + b);
  }

  // A `%` is taken with any p, since the level can be set; `~` only with one that hides a delta.
  static bool p_is(const Question& q, double p, const UTest& test) {
    const BenchstatCell& shown = q.new_cell();
    if (shown.delta == "~" && !(p > kAlpha || (q.is_old_layout() && p >= kAlpha))) return false;
    if (shown.p >= 0) return p_prints_as(shown.p, p);
    return q.is_old_layout() ? test.all_equal : p == 0 && shown.n_old > 0;
  }

  void fill(const Question& q, const Candidate& a, const Candidate& b,
            BenchstatClaim& claim) const {
    claim.from_results = compare_samples(q.table->unit, a.samples, b.samples).text;
    claim.old_file = files_[a.series->file].name;
    claim.new_file = files_[b.series->file].name;
    claim.old_name = "Benchmark" + a.series->name;
    claim.new_name = "Benchmark" + b.series->name;
    claim.old_median = median(a.samples).value_or(0);
    claim.new_median = median(b.samples).value_or(0);
  }

  // Nothing gives the row: what do the results of that name give?
  void explain(const Question& q, BenchstatClaim& claim) {
    const auto old_side = candidates(q, 0, /*must_print=*/false);
    const auto new_side = candidates(q, q.column, /*must_print=*/false);
    for (const Candidate& a : old_side) {
      for (const Candidate& b : new_side) {
        if (a.series == b.series) continue;
        fill(q, a, b, claim);
        return;
      }
    }
    claim.from_results = fmt::format("no two sets of results of {} in {}", claim.name, claim.unit);
  }

  std::span<const EvidenceFile> files_;
  SeriesByUnit series_;
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

BenchComparison compare_samples(std::string_view unit, std::span<const double> old_samples,
                                std::span<const double> new_samples) {
  BenchComparison c;
  c.unit = unit;
  const auto test = mann_whitney(old_samples, new_samples);
  if (!test) {
    c.text = "no samples";
    return c;
  }
  c.old_median = median(old_samples).value_or(0);
  c.new_median = median(new_samples).value_or(0);
  if (c.old_median != 0) c.delta_percent = (c.new_median / c.old_median - 1) * 100;
  c.p = test->p;
  c.n_old = static_cast<int>(old_samples.size());
  c.n_new = static_cast<int>(new_samples.size());
  c.text = fmt::format("{} (p={:.3f} {})", delta_text(c.old_median, c.new_median, c.p), c.p,
                       count_text(c.n_old, c.n_new));
  return c;
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
      field<&BenchstatClaim::old_median>("old_median", "of those results, in the base unit"),
      field<&BenchstatClaim::new_median>("new_median", "of those results, in the base unit"),
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
