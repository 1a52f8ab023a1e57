// The sections of a criteria file, each read by the file of its name. Whatever is wrong is told
// and reading goes on; what rests on something that is wrong already is not told again.
#pragma once

#include <map>
#include <set>
#include <string>

#include "harness/plan/criteria.h"
#include "harness/plan/yaml_reader.h"

namespace grade {

// A criteria file while it is read.
struct CriteriaDraft {
  TaskCriteria task;
  Errors errors;
  // What is wrong with these is told where they stand.
  std::set<std::string> unread_roles;  // by name
  std::set<std::string> unread_names;  // launches and evidence, whose types are not known
  std::map<std::string, const YamlNode*> requires_of;  // launches, until conditions can be read
  bool has_all_roles = true;  // else an unknown role may stand in what cannot be read
  bool has_all_names = true;  // else the same holds for names in conditions
};

void read_roles(MapReader& file, CriteriaDraft& draft);
// `steps:` of a launch. False when it is not known what conditions see of them.
bool read_steps(const YamlNode& list, LaunchDef& launch, Errors& errors);
void read_launches(MapReader& file, CriteriaDraft& draft);  // behind the roles
void read_evidence(MapReader& file, CriteriaDraft& draft);  // behind the launches
void read_criteria(MapReader& file, CriteriaDraft& draft);  // behind all of them

// Whether the key may name something that conditions use; else it is told.
bool is_name(const YamlNode& key, Errors& errors);

}  // namespace grade
