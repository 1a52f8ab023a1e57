// How: recursive descent over tokens that the lexer made in advance. Binary operators climb one
// table of precedences, so that a new operator is one row; chains of && and || become one node with
// all their operands, because the findings show them as a list.
// Each node keeps where its text begins and ends: findings print that text, and errors point at it.
// Two limits stop hostile files: nesting is counted by a guard object in each recursive rule, and a
// chain of operators, which recurses only later in the evaluator, by its length.
// Macros (all, exists, filter, map, top) look like calls but bind a name, so they are parsed as
// their own kind of node, right where "list.NAME(" was read. An unexpected token is compared with
// words of other languages ("and", "=>", "not") before the general error is given.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/expr/ast.h"
#include "harness/expr/lexer.h"

namespace grade {
namespace {

using NodePtr = std::unique_ptr<const Node>;

struct Operator {
  std::string_view text;
  Op op;
  int precedence;
};
constexpr std::array<Operator, 14> kOperators = {{{"||", Op::any_of, 1},
                                                  {"&&", Op::all_of, 2},
                                                  {"<", Op::less, 3},
                                                  {"<=", Op::less_equal, 3},
                                                  {">", Op::greater, 3},
                                                  {">=", Op::greater_equal, 3},
                                                  {"==", Op::equal, 3},
                                                  {"!=", Op::not_equal, 3},
                                                  {"in", Op::in, 3},
                                                  {"+", Op::add, 4},
                                                  {"-", Op::subtract, 4},
                                                  {"*", Op::multiply, 5},
                                                  {"/", Op::divide, 5},
                                                  {"%", Op::remainder, 5}}};
constexpr int kLowest = 1;
constexpr int kHighest = 5;

constexpr std::array<std::string_view, 21> kReserved = {
    "as",       "break",   "const",  "continue", "else", "false", "for",
    "function", "if",      "import", "in",       "let",  "loop",  "namespace",
    "null",     "package", "return", "true",     "var",  "void",  "while"};
constexpr std::array<Op, 6> kMacros = {Op::all,    Op::exists, Op::exists_one,
                                       Op::filter, Op::map,    Op::top};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

Op find_macro(std::string_view name) {
  const auto found = std::ranges::find_if(kMacros, [&](Op op) { return to_string(op) == name; });
  return found == kMacros.end() ? Op::none : *found;
}

class Parser {
 public:
  Parser(std::string_view source, const Pos& pos, std::vector<Token> tokens)
      : source_(source), pos_(pos), tokens_(std::move(tokens)) {}
  Result<NodePtr> run();

 private:
  // Counts one level of nesting for as long as it lives.
  class Level {
   public:
    explicit Level(int& nesting) : nesting_(nesting) { ++nesting_; }
    ~Level() { --nesting_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    int& nesting_;
  };

  const Token& peek() const { return tokens_[next_]; }
  bool sees(std::string_view symbol) const {
    return peek().kind == Token::Kind::symbol && peek().text == symbol;
  }
  bool eat(std::string_view symbol) {
    if (!sees(symbol)) return false;
    advance();
    return true;
  }
  // Stays on the token that ends the source.
  Token advance() {
    const Token token = peek();
    last_end_ = token.end;
    if (token.kind != Token::Kind::end) ++next_;
    return token;
  }
  std::string found() const;
  std::unexpected<Error> error(int at, std::string what, std::string hint = {}) const {
    return fail_at({pos_.file, pos_.line, pos_.col + at}, std::move(what), std::move(hint));
  }
  std::unexpected<Error> too_deep() const {
    return error(peek().begin, fmt::format("nested more than {} levels deep", kMaxNesting));
  }
  std::unexpected<Error> unexpected(std::string_view wanted) const;
  const Operator* peek_operator() const;
  Result<void> expect(std::string_view symbol, std::string_view where);
  Result<NodePtr> finish(Node node, int begin) const;

  Result<NodePtr> expression();
  Result<NodePtr> binary(int precedence);
  Result<NodePtr> combine(NodePtr left, const Operator& op, int begin);
  Result<NodePtr> logic(NodePtr first, const Operator& op, int begin);
  Result<NodePtr> unary();
  Result<NodePtr> negative_number();
  Result<NodePtr> postfix();
  Result<NodePtr> member(NodePtr base, int begin);
  Result<NodePtr> index(NodePtr base, int begin);
  Result<NodePtr> macro(NodePtr list, Op op, int begin);
  Result<NodePtr> primary();
  Result<NodePtr> named();
  Result<NodePtr> number(bool is_negative, int begin);
  Result<std::vector<NodePtr>> items(std::string_view closing);

  std::string_view source_;
  const Pos& pos_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  int last_end_ = 0;
  int nesting_ = 0;
};

std::string Parser::found() const {
  const Token& token = peek();
  if (token.kind == Token::Kind::end) return "the end";
  const auto begin = static_cast<std::size_t>(token.begin);
  const auto length = static_cast<std::size_t>(token.end - token.begin);
  return fmt::format("'{}'", printable(source_.substr(begin, length), 40));
}

const Operator* Parser::peek_operator() const {
  if (peek().kind != Token::Kind::symbol && peek().kind != Token::Kind::name) return nullptr;
  const auto at = std::ranges::find(kOperators, peek().text, &Operator::text);
  return at == kOperators.end() ? nullptr : &*at;
}

// What stands here may be an operator of another language.
std::unexpected<Error> Parser::unexpected(std::string_view wanted) const {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kOthers = {
      {{"and", "&&"}, {"or", "||"}, {"is", "=="}, {"mod", "%"}, {"div", "/"}}};
  const Token& token = peek();
  if (token.kind == Token::Kind::name)
    for (const auto& [word, ours] : kOthers)
      if (token.text == word)
        return error(token.begin, fmt::format("unexpected '{}', did you mean '{}'?", word, ours));
  return error(token.begin, fmt::format("expected {}, found {}", wanted, found()));
}

Result<void> Parser::expect(std::string_view symbol, std::string_view where) {
  if (eat(symbol)) return {};
  return unexpected(fmt::format("'{}' {}", symbol, where));
}

Result<NodePtr> Parser::finish(Node node, int begin) const {
  node.begin = begin;
  node.end = last_end_;
  for (const NodePtr& kid : node.kids) {
    node.depth = std::max(node.depth, kid->depth + 1);
    node.has_name = node.has_name || kid->has_name;
    node.has_constant = node.has_constant || kid->has_constant;
  }
  if (node.depth > kMaxDepth) {
    return error(node.at, fmt::format("more than {} operators in a row", kMaxDepth - 1));
  }
  return std::make_unique<const Node>(std::move(node));
}

Result<NodePtr> Parser::run() {
  GRADE_TRY(NodePtr root, expression());
  if (peek().kind != Token::Kind::end) return unexpected("an operator or the end");
  return root;
}

Result<NodePtr> Parser::expression() {
  const Level level(nesting_);
  if (nesting_ > kMaxNesting) return too_deep();
  const int begin = peek().begin;
  GRADE_TRY(NodePtr condition, binary(kLowest));
  if (!sees("?")) return condition;
  Node node{.kind = Node::Kind::conditional, .at = peek().begin};
  advance();
  GRADE_TRY(NodePtr yes, expression());
  GRADE_TRY_VOID(expect(":", "between the branches of '?:'"));
  GRADE_TRY(NodePtr no, expression());
  node.kids.push_back(std::move(condition));
  node.kids.push_back(std::move(yes));
  node.kids.push_back(std::move(no));
  return finish(std::move(node), begin);
}

Result<NodePtr> Parser::binary(int precedence) {
  if (precedence > kHighest) return unary();
  const int begin = peek().begin;
  GRADE_TRY(NodePtr left, binary(precedence + 1));
  for (;;) {
    const Operator* op = peek_operator();
    if (op == nullptr || op->precedence != precedence) return left;
    auto wider =
        precedence < 3 ? logic(std::move(left), *op, begin) : combine(std::move(left), *op, begin);
    if (!wider) return wider;
    left = std::move(*wider);
  }
}

Result<NodePtr> Parser::combine(NodePtr left, const Operator& op, int begin) {
  Node node{.kind = Node::Kind::binary, .op = op.op, .at = advance().begin};
  GRADE_TRY(NodePtr right, binary(op.precedence + 1));
  node.kids.push_back(std::move(left));
  node.kids.push_back(std::move(right));
  return finish(std::move(node), begin);
}

// All of "a && b && c" in one node.
Result<NodePtr> Parser::logic(NodePtr first, const Operator& op, int begin) {
  Node node{.kind = Node::Kind::logic, .op = op.op, .at = peek().begin};
  node.kids.push_back(std::move(first));
  while (eat(op.text)) {
    GRADE_TRY(NodePtr operand, binary(op.precedence + 1));
    node.kids.push_back(std::move(operand));
  }
  return finish(std::move(node), begin);
}

Result<NodePtr> Parser::unary() {
  const bool is_not = sees("!");
  if (!is_not && !sees("-")) return postfix();
  const Level level(nesting_);
  if (nesting_ > kMaxNesting) return too_deep();
  const Token::Kind following = tokens_[next_ + 1].kind;
  const bool is_number = following == Token::Kind::integer || following == Token::Kind::real;
  if (!is_not && is_number) return postfix();
  const int begin = peek().begin;
  Node node{.kind = Node::Kind::unary, .op = is_not ? Op::is_not : Op::negate, .at = begin};
  advance();
  GRADE_TRY(NodePtr operand, unary());
  node.kids.push_back(std::move(operand));
  return finish(std::move(node), begin);
}

Result<NodePtr> Parser::postfix() {
  const int begin = peek().begin;
  GRADE_TRY(NodePtr base, primary());
  while (sees(".") || sees("[")) {
    auto longer = sees(".") ? member(std::move(base), begin) : index(std::move(base), begin);
    if (!longer) return longer;
    base = std::move(*longer);
  }
  return base;
}

Result<NodePtr> Parser::index(NodePtr base, int begin) {
  Node node{.kind = Node::Kind::index, .at = advance().begin};
  GRADE_TRY(NodePtr which, expression());
  GRADE_TRY_VOID(expect("]", "after the index"));
  node.kids.push_back(std::move(base));
  node.kids.push_back(std::move(which));
  return finish(std::move(node), begin);
}

// Words reserved for languages that embed CEL may name a field: "package", "function".
Result<NodePtr> Parser::member(NodePtr base, int begin) {
  advance();
  if (peek().kind != Token::Kind::name) {
    return error(peek().begin,
                 fmt::format("expected a field or a function after '.', found {}", found()));
  }
  Token name = advance();
  Node node{.kind = Node::Kind::field, .at = name.begin, .name = std::move(name.text)};
  if (!eat("(")) {
    node.kids.push_back(std::move(base));
    return finish(std::move(node), begin);
  }
  if (const Op op = find_macro(node.name); op != Op::none) return macro(std::move(base), op, begin);
  node.kind = Node::Kind::call;
  node.is_member = true;
  GRADE_TRY(std::vector<NodePtr> arguments, items(")"));
  node.kids.push_back(std::move(base));
  std::ranges::move(arguments, std::back_inserter(node.kids));
  return finish(std::move(node), begin);
}

// Behind "list.filter(".
Result<NodePtr> Parser::macro(NodePtr list, Op op, int begin) {
  Node node{.kind = Node::Kind::macro, .op = op, .at = tokens_[next_ - 2].begin};
  NodePtr count;
  if (op == Op::top) {
    GRADE_TRY(count, expression());
    GRADE_TRY_VOID(expect(",", "after the number of top"));
  }
  const Token variable = advance();
  if (variable.kind != Token::Kind::name || holds(kReserved, variable.text) || !eat(",")) {
    const bool is_top = op == Op::top;
    return error(variable.begin,
                 fmt::format("{} takes {}a name and an expression", to_string(op),
                             is_top ? "a number, " : ""),
                 fmt::format("write list.{}({}x, …x…)", to_string(op), is_top ? "3, " : ""));
  }
  if (unit_bytes(variable.text) != 0) {
    return error(variable.begin,
                 fmt::format("'{}' is a unit and cannot name an element", variable.text));
  }
  node.name = to_string(op);
  node.variable = variable.text;
  GRADE_TRY(NodePtr body, expression());
  GRADE_TRY_VOID(expect(")", fmt::format("after the expression of {}", node.name)));
  node.kids.push_back(std::move(list));
  node.kids.push_back(std::move(body));
  if (count) node.kids.push_back(std::move(count));
  return finish(std::move(node), begin);
}

// Up to and with the closing bracket.
Result<std::vector<NodePtr>> Parser::items(std::string_view closing) {
  std::vector<NodePtr> nodes;
  if (eat(closing)) return nodes;
  for (;;) {
    GRADE_TRY(NodePtr node, expression());
    nodes.push_back(std::move(node));
    if (eat(closing)) return nodes;
    if (!eat(",")) return unexpected(fmt::format("',' or '{}'", closing));
  }
}

Result<NodePtr> Parser::primary() {
  const int begin = peek().begin;
  if (eat("(")) {
    GRADE_TRY(NodePtr inner, expression());
    GRADE_TRY_VOID(expect(")", "to close the bracket"));
    return inner;
  }
  if (eat("[")) {
    Node node{.kind = Node::Kind::list, .at = begin};
    GRADE_TRY(node.kids, items("]"));
    return finish(std::move(node), begin);
  }
  if (eat("-")) return number(true, begin);
  const Token::Kind kind = peek().kind;
  if (kind == Token::Kind::integer || kind == Token::Kind::real) return number(false, begin);
  if (kind == Token::Kind::string) {
    Node node{.at = begin, .value = advance().text};
    return finish(std::move(node), begin);
  }
  if (kind == Token::Kind::name) return named();
  return error(begin, fmt::format("expected a value, found {}", found()));
}

Result<NodePtr> Parser::number(bool is_negative, int begin) {
  const Token token = advance();
  Node node{.at = begin};
  if (token.kind == Token::Kind::real) {
    node.value = is_negative ? -token.real : token.real;
  } else if (token.integer == std::uint64_t{1} << 63 && !is_negative) {
    return error(begin, fmt::format("int {} does not fit into 64 bits", token.text));
  } else {
    const auto magnitude = is_negative ? ~token.integer + 1 : token.integer;
    node.value = static_cast<std::int64_t>(magnitude);
  }
  return finish(std::move(node), begin);
}

Result<NodePtr> Parser::named() {
  const Token token = advance();
  Node node{.kind = Node::Kind::name, .at = token.begin, .has_name = true, .name = token.text};
  if (token.text == "null") {
    return error(token.begin, "null is not in this language", "no observation is ever null");
  }
  if (token.text == "true" || token.text == "false") {
    node.kind = Node::Kind::literal;
    node.has_name = false;
    node.value = token.text == "true";
    return finish(std::move(node), token.begin);
  }
  const Token::Kind next = peek().kind;
  if (token.text == "not" && next != Token::Kind::end && next != Token::Kind::symbol) {
    return error(token.begin, "unexpected 'not', did you mean '!'?");
  }
  if (holds(kReserved, token.text)) {
    return error(token.begin, fmt::format("'{}' is a reserved word", token.text));
  }
  if (eat("(")) {
    node.kind = Node::Kind::call;
    node.has_name = false;
    GRADE_TRY(node.kids, items(")"));
    return finish(std::move(node), token.begin);
  }
  if (const std::int64_t bytes = unit_bytes(token.text); bytes != 0) {
    node.kind = Node::Kind::constant;
    node.has_name = false;
    node.has_constant = true;
    node.value = bytes;
  }
  return finish(std::move(node), token.begin);
}

}  // namespace

Result<Expr> parse_expr(std::string_view source, Pos pos) {
  if (source.size() > kMaxSource) {
    return fail_at(std::move(pos), fmt::format("condition of {} bytes, at most {} are allowed",
                                               source.size(), kMaxSource));
  }
  if (trim(source).empty()) return fail_at(std::move(pos), "empty condition");
  GRADE_TRY(std::vector<Token> tokens, lex(source, pos));
  GRADE_TRY(std::unique_ptr<const Node> root, Parser(source, pos, std::move(tokens)).run());
  return Expr{std::string(source), std::move(pos), std::move(root)};
}

}  // namespace grade
