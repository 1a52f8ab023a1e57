// What conditions can name besides what observers see: how a launch went, what a step handed out,
// roles, source and writeup. Each is declared once, for its type and its value.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/expr/declare.h"
#include "harness/plan/submission.h"
#include "harness/recording/facts.h"

namespace grade {

struct LaunchSeen {
  std::string ended;
  int exit_code = -1;
  Duration wall{};
  Duration cpu{};
  Duration system{};
  std::uint64_t peak_rss = 0;
  std::uint64_t major_faults = 0;
  double cpu_share = 1;
  Duration stall{};
};
const Declared& declare(const LaunchSeen*);

struct AttachmentSeen {
  Duration at{};
  std::size_t bytes = 0;
};
const Declared& declare(const AttachmentSeen*);

struct VariableSeen {
  std::string name;
  std::string value;
};
const Declared& declare(const VariableSeen*);

const Declared& declare(const FunctionPlace*);
struct RoleSeen {
  std::string name;
  std::string package;
  std::string file;
  int line = 0;
  std::vector<FunctionPlace> functions;
  std::vector<VariableSeen> env;
};
const Declared& declare(const RoleSeen*);

const Declared& declare(const SourceFunction*);
const Declared& declare(const SourceComment*);
struct SourceSeen {
  std::vector<SourceFunction> functions;
  std::vector<SourceComment> comments;
};
const Declared& declare(const SourceSeen*);

// The Go release that graded.
struct GoSeen {
  std::string version;
  int minor = 0;
};
const Declared& declare(const GoSeen*);

struct WriteupSeen {
  std::string text;
  int lines = 0;
};
const Declared& declare(const WriteupSeen*);

// The fields of a declared struct, to which more can be added.
template <IsDeclared T>
NamedValues named_values(T seen) {
  const Owned owned = std::make_shared<const T>(std::move(seen));
  NamedValues all;
  for (const Field& field : declared<T>().fields())
    all.emplace_back(std::string(field.name), field.value(owned));
  return all;
}

}  // namespace grade
