// Which of the four fields of MemStats a program means by the words at a number.
#pragma once

#include <string_view>

namespace grade {

// "HeapAlloc", "HeapInuse", "HeapIdle" or "NumGC" for what clearly names it: "heap_alloc", "alloc",
// "in use", "memstats HeapIdle (KiB)", "GCs", "gc cycles". "" for all else: no words, another
// quantity ("peak HeapAlloc", "alloc diff"), another language.
std::string_view field_named(std::string_view label);

}  // namespace grade
