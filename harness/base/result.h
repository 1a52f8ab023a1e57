// Result<T>: a value, or an Error that says where, what and how to fix it.
// Used for trouble in criteria files, options and the environment; never for a bad submission.
#pragma once

#include <cstdlib>
#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace grade {

// 1-based line and byte column; line 0 means the whole file, an empty file means no place at all.
struct Pos {
  std::string file;
  int line = 0;
  int col = 0;
  bool operator==(const Pos&) const = default;
};

// `what` is lower case without a full stop. `snippet` is the source line with a caret below it,
// empty where there is none. `hint` is what to do about it.
struct Error {
  Pos pos;
  std::string what;
  std::string hint;
  std::string snippet;
  bool operator==(const Error&) const = default;
};

template <class T>
using Result = std::expected<T, Error>;

// Of a text that people write: everything that is wrong with it, never empty, in the order of its
// lines.
using Errors = std::vector<Error>;
template <class T>
using Checked = std::expected<T, Errors>;

inline std::unexpected<Error> fail(std::string what, std::string hint = {}) {
  return std::unexpected(Error{{}, std::move(what), std::move(hint), {}});
}
inline std::unexpected<Error> fail_at(Pos pos, std::string what, std::string hint = {}) {
  return std::unexpected(Error{std::move(pos), std::move(what), std::move(hint), {}});
}

// "file:line:col: what", the snippet, and "hint: …", each on lines of its own.
std::string to_string(const Error& error);
// One below the other, cut after a few dozen.
std::string to_string(const Errors& errors);

[[noreturn]] void check_failed(const char* file, int line, const char* condition, const char* why);

}  // namespace grade

#define GRADE_CAT2(a, b) a##b
#define GRADE_CAT(a, b) GRADE_CAT2(a, b)
#define GRADE_TRY(decl, expr) GRADE_TRY_(GRADE_CAT(try_, __LINE__), decl, expr)
#define GRADE_TRY_(tmp, decl, expr)                         \
  auto tmp = (expr);                                        \
  if (!tmp) return std::unexpected(std::move(tmp).error()); \
  decl = std::move(*tmp)
#define GRADE_TRY_VOID(expr)                                               \
  if (auto GRADE_CAT(try_, __LINE__) = (expr); !GRADE_CAT(try_, __LINE__)) \
  return std::unexpected(std::move(GRADE_CAT(try_, __LINE__)).error())

// For our own bugs; on in release builds too.
#define GRADE_CHECK(cond, why) \
  ((cond) ? void(0) : ::grade::check_failed(__FILE__, __LINE__, #cond, why))
