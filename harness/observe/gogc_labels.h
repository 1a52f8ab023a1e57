// What a captured trace is said to be: the GOGC that the name of its file, a command line or a
// heading gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace grade {

// The values behind the word GOGC, each once: "GOGC=50", "-gogc 50", "gogc50.txt", "GOGC: '50'".
std::vector<std::int64_t> gogc_named(std::string_view text);

struct GogcLabel {
  std::int64_t gogc = 0;
  // A bare 50, 100 or 200 in the name of a file, or a sentence, may mean something else.
  bool is_sure = false;
  bool operator==(const GogcLabel&) const = default;
};

// None where several numbers could be meant.
std::optional<GogcLabel> label_of_file(std::string_view path);

// A part of a text, from a line that names GOGC to the next that names another value or several.
struct LabelledPart {
  std::string_view text;
  std::optional<GogcLabel> label;
};
// All of the text, in order; the first part has no label. Lines of a trace are no labels.
std::vector<LabelledPart> labelled_parts(std::string_view text);

}  // namespace grade
