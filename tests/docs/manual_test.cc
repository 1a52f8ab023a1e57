// criteria/README.md, THREATS.md and criteria.schema.json against the code: every example is run,
// every function, observer and field is named, and nothing is named that does not exist.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/observe/observer.h"
#include "harness/plan/load_criteria.h"
#include "harness/plan/submission.h"
#include "tests/support/golden.h"

namespace grade {
namespace {

std::string source_file(const std::string& path) {
  const auto text = read_file(std::filesystem::path(GRADE_SOURCE_DIR) / path, 4u << 20);
  EXPECT_TRUE(text) << to_string(text.error());
  return text.value_or("");
}

const std::string& manual() {
  static const std::string text = source_file("criteria/README.md");
  return text;
}

const std::string& threats() {
  static const std::string text = source_file("criteria/THREATS.md");
  return text;
}

std::string one_spaced(std::string_view text) {
  std::string out;
  for (char c : text)
    if (const bool blank = c == ' ' || c == '\n'; !blank || !out.ends_with(' '))
      out += blank ? ' ' : c;
  return std::string(trim(out));
}

// ---- fenced blocks

struct Block {
  std::string kind;  // what stands behind the opening fence: "yaml", "cel", "yaml refused", …
  int line = 0;      // of the fence
  std::string text;
};

std::vector<Block> blocks_of(std::string_view text) {
  std::vector<Block> blocks;
  bool is_open = false;
  int number = 0;
  for (std::string_view line : split_lines(text)) {
    ++number;
    if (line.starts_with("```")) {
      is_open = !is_open;
      if (is_open) blocks.push_back({std::string(trim(line.substr(3))), number, ""});
    } else if (is_open) {
      blocks.back().text += std::string(line) + "\n";
    }
  }
  return blocks;
}

std::vector<Block> blocks_of_kind(std::string_view kind) {
  std::vector<Block> all = blocks_of(manual());
  std::erase_if(all, [&](const Block& block) { return block.kind != kind; });
  return all;
}

// The example that task.yaml is for.
const Block& largest_whole() {
  static const Block block = [] {
    Block largest;
    for (Block& b : blocks_of_kind("yaml"))
      if (b.text.size() > largest.text.size()) largest = std::move(b);
    return largest;
  }();
  return block;
}

std::string complaints_about(const Block& block) {
  const auto task = load_criteria(block.text, "task90.yaml");
  if (!task) return to_string(task.error()) + "\n";
  std::string all;
  for (const Error& error : lint(*task, block.text)) all += to_string(error) + "\n";
  return all;
}

TEST(Manual, WholeFilesLoadAndLintClean) {
  int whole = 0;
  for (const Block& block : blocks_of_kind("yaml")) {
    ++whole;
    EXPECT_EQ(complaints_about(block), "") << "the block at line " << block.line;
  }
  EXPECT_GE(whole, 2);
}

TEST(Manual, RefusedFilesAreRefusedWithTheWordsBelowThem) {
  const std::vector<Block> all = blocks_of(manual());
  int refused = 0;
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    if (all[i].kind != "yaml refused") continue;
    ++refused;
    EXPECT_EQ(all[i + 1].kind, "text") << "behind line " << all[i].line;
    EXPECT_EQ(complaints_about(all[i]), all[i + 1].text) << "the block at line " << all[i].line;
  }
  EXPECT_GE(refused, 2);
}

TEST(Manual, TaskFilesFitTheExample) {
  const auto task = load_criteria(largest_whole().text, "task90.yaml");
  ASSERT_TRUE(task);
  const std::vector<Block> all = blocks_of_kind("yaml task.yaml");
  for (const Block& block : all) {
    const auto file = load_task_file(block.text, *task);
    EXPECT_TRUE(file) << "the block at line " << block.line << ": " << to_string(file.error());
  }
  EXPECT_FALSE(all.empty());
}

// ---- expressions

// The value, "error: …" when it cannot be computed, "refused: …" when it does not check.
std::string outcome_of(std::string_view source) {
  const auto expr = parse_expr(source, {});
  if (!expr) return "refused: " + expr.error().what;
  if (const auto type = check_expr(*expr, {}); !type) return "refused: " + type.error().what;
  const Evaluation evaluation = eval_expr(*expr, {});
  return evaluation.value ? to_string(*evaluation.value)
                          : "error: " + evaluation.value.error().what;
}

struct Example {
  std::string source;
  std::string outcome;
};

std::vector<Example> examples_of(const Block& block) {
  std::vector<Example> all;
  for (std::string_view line : split_lines(block.text)) {
    const std::size_t comment = line.rfind("  // ");
    if (comment == std::string_view::npos) continue;
    all.push_back(
        {std::string(trim(line.substr(0, comment))), std::string(trim(line.substr(comment + 5)))});
  }
  return all;
}

TEST(Manual, ExpressionsHaveTheValuesBesideThem) {
  for (const Block& block : blocks_of_kind("cel")) {
    const std::vector<Example> examples = examples_of(block);
    EXPECT_EQ(examples.size(), split_lines(block.text).size()) << "line " << block.line;
    for (const Example& example : examples)
      EXPECT_EQ(outcome_of(example.source), example.outcome) << example.source;
  }
}

// "| `median(…)` | the middle value | `median([5, 1, 3])` is `3.0` |"
TEST(Manual, EachFunctionHasARowWithAnExample) {
  for (const FunctionDoc& f : expr_functions()) {
    const std::string row = fmt::format("| `{}` | {} | `", f.signature, f.about);
    const std::size_t found = manual().find(row);
    ASSERT_NE(found, std::string::npos) << "missing row:\n" << row;
    const std::size_t begin = found + row.size();
    const std::string example = manual().substr(begin, manual().find("` |\n", begin) - begin);
    const std::size_t is = example.find("` is `");
    ASSERT_NE(is, std::string::npos) << row << example;
    EXPECT_NE(example.find(f.name + "("), std::string::npos) << "no example of " << f.name;
    EXPECT_EQ(outcome_of(example.substr(0, is)), example.substr(is + 6));
  }
}

// ---- tables of fields

// The rows between the heading "### `name`" and the next heading.
std::vector<std::string> rows_below(std::string_view name) {
  std::vector<std::string> rows;
  bool is_below = false;
  for (std::string_view line : split_lines(manual())) {
    if (line.starts_with("#")) is_below = line == fmt::format("### `{}`", name);
    if (is_below && line.starts_with("| `")) rows.emplace_back(line);
  }
  return rows;
}

std::vector<std::string> cells_of(std::string_view row) {
  std::vector<std::string> cells;
  for (row.remove_prefix(1); !row.empty();) {
    const std::size_t end = std::min(row.find('|'), row.size());
    cells.emplace_back(trim(row.substr(0, end)));
    row.remove_prefix(std::min(end + 1, row.size()));
  }
  return cells;
}

using FieldTypes = std::map<std::string, std::string>;

// "`a[].b`, `.c`" names a[].b and a[].c.
void add_fields(const std::string& names, const std::string& type, FieldTypes& all) {
  std::string parent;
  for (std::size_t open = names.find('`'); open != std::string::npos;) {
    const std::size_t close = names.find('`', open + 1);
    std::string name = names.substr(open + 1, close - open - 1);
    if (name.starts_with('.'))
      name = parent + name;
    else
      parent = name.substr(0, std::min(name.rfind('.'), name.size()));
    EXPECT_TRUE(all.emplace(name, type).second) << "duplicate field " << name;
    open = names.find('`', close + 1);
  }
}

FieldTypes documented(std::string_view name) {
  FieldTypes all;
  for (const std::string& row : rows_below(name)) {
    const std::vector<std::string> cells = cells_of(row);
    EXPECT_EQ(cells.size(), 3u) << row;
    if (cells.size() == 3) add_fields(cells[0], cells[1], all);
  }
  return all;
}

void flatten(const Type& type, const std::string& path, FieldTypes& all) {
  if (type.kind() == Kind::list && type.element().kind() == Kind::record)
    return flatten(type.element(), path + "[]", all);
  if (type.kind() != Kind::record) {
    all[path] = to_string(type);
    return;
  }
  for (const auto& [name, field] : type.fields())
    flatten(field, path.empty() ? name : path + "." + name, all);
}

FieldTypes fields_of(const Type& type) {
  FieldTypes all;
  flatten(type, "", all);
  return all;
}

std::string listed(const FieldTypes& fields) {
  std::string out;
  for (const auto& [name, type] : fields) out += fmt::format("{}: {}\n", name, type);
  return out;
}

void expect_documented(const std::string& name, const Type& type) {
  EXPECT_EQ(listed(documented(name)), listed(fields_of(type))) << "the table of " << name;
}

void expect_described(const std::string& name, const std::string& about) {
  const std::string text = one_spaced(manual());
  EXPECT_NE(text.find(fmt::format("### `{}` {}", name, one_spaced(about))), std::string::npos)
      << "the heading of " << name << " is not followed by: " << about;
}

// With a table of its own, or "The same fields as `other`."
void expect_fields(const Observer& observer) {
  if (!rows_below(observer.name).empty()) return;
  for (const Observer& other : observers())
    if (other.declared == observer.declared && !rows_below(other.name).empty())
      return expect_described(
          observer.name, fmt::format("{} The same fields as `{}`.", observer.about, other.name));
  ADD_FAILURE() << "no table below the heading of " << observer.name;
}

TEST(Manual, EachObserverIsDescribed) {
  for (const Observer& observer : observers()) {
    expect_described(observer.name, observer.about);
    expect_fields(observer);
  }
}

// The manual with the rows of each observer's table as its declaration gives them.
std::string with_tables(const std::string& text) {
  std::string out;
  const Observer* below = nullptr;
  for (std::string_view line : split_lines(text)) {
    if (line.starts_with("#"))
      below = line.starts_with("### `") ? find_observer(line.substr(5, line.size() - 6)) : nullptr;
    if (below == nullptr || !line.starts_with("| `")) out += std::string(line) + "\n";
    if (below != nullptr && line.starts_with("|---")) out += table_rows(*below->declared);
  }
  return out;
}

TEST(ManualGolden, TablesOfObserversFollowFromTheirDeclarations) {
  const std::string tables = with_tables(manual());
  if (std::getenv("GRADE_UPDATE_GOLDEN") != nullptr)
    ASSERT_TRUE(write_file(std::filesystem::path(GRADE_SOURCE_DIR) / "criteria/README.md", tables));
  else
    EXPECT_EQ(golden::unified_diff(manual(), tables), "")
        << "run `cmake --build build --target update-golden`";
}

// The type that a name has for conditions of a task with one role and one launch, observed by none.
Type type_in_scope(const std::string& name) {
  const TaskCriteria task{.roles = {{.name = "one"}}, .launches = {{.name = "launch"}}};
  for (const auto& [known, type] : scope_of(task))
    if (known == name) return type;
  return Type();
}

TEST(Manual, WhatIsAlwaysInScopeIsDescribed) {
  expect_documented("launch", type_in_scope("launch"));
  expect_documented("roles", *type_in_scope("roles").field("one"));
  expect_documented("source", type_in_scope("source"));
  expect_documented("writeup", type_in_scope("writeup"));
  expect_documented("go", type_in_scope("go"));
}

TEST(Manual, NoOtherThingHasAHeadingWithFields) {
  std::set<std::string> known = {"go", "launch", "roles", "source", "writeup"};
  for (const Observer& observer : observers()) known.insert(observer.name);
  for (std::string_view line : split_lines(manual()))
    if (line.starts_with("### `")) {
      EXPECT_TRUE(known.contains(std::string(line.substr(5, line.size() - 6)))) << line;
    }
}

// ---- what each checkbox can be fooled by

std::string forgery_row(const std::string& id) {
  for (std::string_view line : split_lines(threats()))
    if (line.starts_with(fmt::format("| **{}** |", id))) return std::string(line);
  return "";
}

// "wrong/task01-hardcoded", … of a cell.
std::vector<std::string> submissions_in(const std::string& cell) {
  std::vector<std::string> names;
  for (std::size_t at = 0; (at = cell.find("`wrong/", at)) != std::string::npos; ++at)
    names.push_back(cell.substr(at + 1, cell.find('`', at + 1) - at - 1));
  return names;
}

// Whether the head of the patch says that the criterion fails, or is read by a person.
bool must_be_caught(const std::string& submission, const std::string& id) {
  const std::string patch = source_file("submissions/" + submission + ".patch");
  for (std::string_view line : split_lines(patch))
    for (const char* outcome : {" fail", " review"})
      if (line == id + outcome || line.starts_with(id + outcome + ":")) return true;
  return false;
}

void expect_row_holds(const TaskCriteria& task, const Criterion& criterion) {
  const std::vector<std::string> cells = cells_of(forgery_row(criterion.id) + "|");
  ASSERT_GE(cells.size(), 4u) << "no row says what " << criterion.id << " can be fooled by";
  for (const std::string& source : criterion.sources)
    if (const LaunchDef* launch = task.launch(source)) {
      for (const std::string& observer : launch->observers)
        EXPECT_NE(cells[1].find("`" + observer + "`"), std::string::npos)
            << criterion.id << " rests on " << observer;
    }
  const std::vector<std::string> caught = submissions_in(cells[2]);
  EXPECT_GE(caught.size(), 2u) << criterion.id;
  for (const std::string& submission : caught)
    EXPECT_TRUE(must_be_caught(submission, criterion.id)) << submission << " for " << criterion.id;
}

TEST(Threats, EachCheckboxIsCaughtByTheSubmissionsNamed) {
  const auto tasks = load_criteria_folder(std::filesystem::path(GRADE_SOURCE_DIR) / "criteria");
  ASSERT_TRUE(tasks) << to_string(tasks.error());
  for (const TaskCriteria& task : *tasks)
    for (const Criterion& criterion : task.criteria) expect_row_holds(task, criterion);
}

// ---- the schema

std::set<std::string> names_in(const nlohmann::json& schema, const char* pointer) {
  return schema.at(nlohmann::json::json_pointer(pointer)).get<std::set<std::string>>();
}

TEST(CriteriaSchema, KnowsWhatTheCodeKnows) {
  const auto schema = nlohmann::json::parse(source_file("criteria/criteria.schema.json"));
  std::set<std::string> known, of_evidence;
  for (const Observer& observer : observers())
    (observer.can_read(Reads::evidence) ? of_evidence : known).insert(observer.name);
  EXPECT_EQ(names_in(schema, "/$defs/observer/enum"), known);
  EXPECT_EQ(names_in(schema, "/$defs/evidence/properties/observe/anyOf/1/enum"), of_evidence);
}

}  // namespace
}  // namespace grade
