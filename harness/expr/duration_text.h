// Durations in Go's notation: "1.5s", "2m3s", "-150ms", "0s".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/expr/value.h"

namespace grade {

// What Go's time.ParseDuration accepts (units h m s ms us µs ns; a lone "0"), else nullopt, also
// when it does not fit into 64 bits of nanoseconds. Fractions below a nanosecond are cut off.
std::optional<Duration> parse_duration(std::string_view text);

// As Go's Duration.String: the same text parses back to the same duration.
std::string to_string(Duration duration);

}  // namespace grade
