#include "harness/recording/reach.h"

#include "harness/recording/json_fields.h"

namespace grade {

template <class Json>
void describe(Json& in, ReachPlace& place) {
  in.field("what", place.what).field("file", place.file).field("line", place.line);
}

template <class Json>
void describe(Json& in, Reach& reach) {
  in.field("places", reach.places);
}

Result<Reach> parse_reach(std::string_view text) {
  const nlohmann::json root = nlohmann::json::parse(text, nullptr, false);
  if (root.is_discarded()) return fail("reach: not one JSON value");
  Reach reach;
  const std::string trouble = read_fields(root, "reach", reach);
  if (!trouble.empty()) return fail("reach: " + trouble);
  return reach;
}

}  // namespace grade
