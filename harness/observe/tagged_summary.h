// What the blocks of tagged numbers say of a run.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/observe/tagged_numbers.h"

namespace grade {

// `made_up` are the names of tags that numbers have which no call returned.
std::vector<TaggedField> fields_of(std::span<const TaggedBlock> blocks, TagMode mode,
                                   std::span<const std::string> made_up);

// Of those of the four fields that are compared at all. Without the first block that compares
// anything, since the first metrics.Read of a process allocates; if that is the only one, what the
// Read can have allocated is taken off.
std::vector<Comparison> comparisons_of(std::span<const TaggedBlock> blocks, TagMode mode);

// "the number printed as HeapInuse is HeapIdle": in most blocks that show the number, and only
// where nothing else in the block could be what the program calls HeapInuse. "" where there is
// none; several are separated by semicolons.
std::string mislabelled_in(std::span<const TaggedBlock> blocks, TagMode mode);

}  // namespace grade
