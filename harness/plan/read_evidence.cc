#include <fmt/format.h>

#include "harness/observe/observer.h"
#include "harness/plan/criteria_sections.h"

namespace grade {
namespace {

EvidenceDef read_one(const YamlEntry& entry, CriteriaDraft& draft) {
  EvidenceDef evidence{.name = entry.key.text, .pos = entry.key.pos};
  MapReader map(entry.value, "evidence", {"about", "files", "observe"}, draft.errors);
  evidence.about = map.text("about");
  evidence.files = map.texts("files");
  evidence.observer = map.text("observe");
  if (const Observer* observer = find_observer(evidence.observer)) {
    if (observer->can_read(Reads::text) || observer->can_read(Reads::evidence)) return evidence;
    draft.unread_names.insert(evidence.name);
    map.error(
        map.find("observe")->pos,
        fmt::format("'{}' cannot read files: it observes programs as they run", observer->name));
    return evidence;
  }
  draft.unread_names.insert(evidence.name);
  if (evidence.observer.empty()) return evidence;
  std::vector<std::string> names;
  for (const Observer& known : observers())
    if (known.can_read(Reads::text) || known.can_read(Reads::evidence)) names.push_back(known.name);
  draft.errors.push_back(
      unknown_name(map.find("observe")->pos, "observer", evidence.observer, names));
  return evidence;
}

}  // namespace

void read_evidence(MapReader& file, CriteriaDraft& draft) {
  const auto entries = file.entries_if("evidence", "names");
  draft.has_all_names = draft.has_all_names && entries.has_value();
  for (const YamlEntry& entry : entries.value_or(std::span<const YamlEntry>{})) {
    if (!is_name(entry.key, draft.errors)) draft.has_all_names = false;
    draft.task.evidence.push_back(read_one(entry, draft));
  }
}

}  // namespace grade
