#include "harness/observe/field_labels.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

struct Case {
  const char* label;
  const char* field;
};
const Case kCases[] = {
    {"HeapAlloc", "HeapAlloc"},
    {"heap_alloc", "HeapAlloc"},
    {"heap alloc", "HeapAlloc"},
    {"alloc", "HeapAlloc"},
    {"Alloc", "HeapAlloc"},
    {"memstats.HeapAlloc", "HeapAlloc"},
    {"memstats HeapAlloc", "HeapAlloc"},
    {"HeapAlloc (KiB)", "HeapAlloc"},
    {"HeapAllocMiB", "HeapAlloc"},
    {"heap_alloc_bytes", "HeapAlloc"},
    {"alloc/MiB", "HeapAlloc"},
    {"HEAP_ALLOC", "HeapAlloc"},
    {"HeapInuse", "HeapInuse"},
    {"HeapInUse", "HeapInuse"},
    {"heap in use", "HeapInuse"},
    {"in-use", "HeapInuse"},
    {"**HeapInuse**", "HeapInuse"},
    {"idle", "HeapIdle"},
    {"heapIdle", "HeapIdle"},
    {"NumGC", "NumGC"},
    {"numGC", "NumGC"},
    {"num_gc", "NumGC"},
    {"GCs", "NumGC"},
    {"GC cycles", "NumGC"},
    {"gc", "NumGC"},
    {"cycles", "NumGC"},
    {"GC count", "NumGC"},
    // Other quantities, or unclear.
    {"", ""},
    {"memstats", ""},
    {"bytes", ""},
    {"peak HeapAlloc", ""},
    {"HeapAlloc diff", ""},
    {"TotalAlloc", ""},
    {"HeapSys", ""},
    {"HeapObjects", ""},
    {"used", ""},
    {"heap", ""},
    {"GC pause", ""},
    {"HeapInuse - HeapAlloc", ""},
    {"/memory/classes/heap/objects:bytes", ""},
    {"/gc/cycles/total:gc-cycles", ""},
    {"Speicher (belegt)", ""},
    {"\xce\x94HeapAlloc", ""},
    {"alloc2", ""},
};

TEST(FieldLabels, NameAFieldOnlyWhereTheyAreClear) {
  for (const Case& c : kCases) EXPECT_EQ(field_named(c.label), c.field) << c.label;
}

}  // namespace
}  // namespace grade
