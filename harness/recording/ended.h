// How a launch ended, told to a person.
#pragma once

#include <string>

#include "harness/recording/record.h"

namespace grade {

// As to_string, but "does not end by itself; stopped after 20s" at the limit of wall time.
std::string in_words(const Termination& termination);

}  // namespace grade
