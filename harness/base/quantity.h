// Quantities as people write them in criteria files, and as we show them: "1.5s", "512MiB", "100x".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace grade {

// What Go's time.ParseDuration accepts (units h m s ms us µs ns; a lone "0"; "1m30s"), else
// nullopt, also when it does not fit into 64 bits of nanoseconds. Fractions below a nanosecond are
// cut off.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

// As Go's Duration.String, "1m30s": the same text parses back to the same duration.
std::string duration_text(std::chrono::nanoseconds duration);

// A whole number with B, KiB, MiB or GiB behind it, at most 1024 GiB.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

// "16MiB", "1536KiB", "1000B": the largest unit up to MiB that needs no fraction.
std::string size_text(std::uint64_t bytes);

// Iterations of a benchmark: a whole number with x behind it.
std::optional<std::uint64_t> parse_iterations(std::string_view text);

}  // namespace grade
