package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// Tags that show which metric a number was read from. A read gives
//
//	real value + tag of the field + k GiB
//
// with k = 1, 2, 3, … for each call of ReadMemStats, or each call of metrics.Read. Nothing that
// the runtime itself reads is tagged: only the caller's copy is, after the world runs again.
//
// GRADE_TAGS=distinct gives each field a tag of its own. GRADE_TAGS=agree gives what are two names
// of the same quantity the same sum, so that a correct comparison still comes out as equal.
// Without GRADE_TAGS nothing is changed.

const (
	gradeGiB = 1 << 30
	gradeTiB = 1 << 40
)

var gradeMemStatsReads, gradeMetricReads atomic.Uint64

// gradeTag belongs to one metric; counted says whether k is added.
type gradeTag struct {
	name    string
	add     uint64
	counted bool
}

var gradeDistinctTags = [...]gradeTag{
	{"/memory/classes/heap/objects:bytes", 1 * gradeTiB, true},
	{"/memory/classes/heap/unused:bytes", 2 * gradeTiB, false},
	{"/memory/classes/heap/free:bytes", 4 * gradeTiB, false},
	{"/memory/classes/heap/released:bytes", 8 * gradeTiB, true},
	{"/gc/heap/live:bytes", 256 * gradeTiB, true},
	{"/gc/cycles/automatic:gc-cycles", 1e6, false},
	{"/gc/cycles/forced:gc-cycles", 3e6, false},
	{"/gc/cycles/total:gc-cycles", 4e6, false},
}

var gradeAgreeTags = [...]gradeTag{
	{"/memory/classes/heap/objects:bytes", 16 * gradeTiB, true},
	{"/memory/classes/heap/unused:bytes", 16 * gradeTiB, false},
	{"/memory/classes/heap/free:bytes", 32 * gradeTiB, false},
	{"/memory/classes/heap/released:bytes", 32 * gradeTiB, true},
	{"/gc/heap/live:bytes", 256 * gradeTiB, true},
	{"/gc/cycles/automatic:gc-cycles", 1e6, false},
	{"/gc/cycles/forced:gc-cycles", 49e6, false},
	{"/gc/cycles/total:gc-cycles", 50e6, false},
}

// gradeTags is nil when tags are off. os.Setenv does not reach what gogetenv reads.
func gradeTags() []gradeTag {
	switch gogetenv("GRADE_TAGS") {
	case "distinct":
		return gradeDistinctTags[:]
	case "agree":
		return gradeAgreeTags[:]
	}
	return nil
}

func gradeTagMemStats(m *MemStats) {
	if gradeTags() == nil {
		return
	}
	k := gradeMemStatsReads.Add(1) * gradeGiB
	m.HeapAlloc += 16*gradeTiB + k
	m.HeapInuse += 32*gradeTiB + k
	m.HeapIdle += 64*gradeTiB + k
	m.HeapSys += 128*gradeTiB + k
	m.HeapReleased += 512*gradeTiB + k
	m.NumGC += 50e6
	m.NumForcedGC += 70e6
}

// The metrics lock is held.
func gradeTagMetrics(samplesp unsafe.Pointer, len int) {
	tags := gradeTags()
	if tags == nil {
		return
	}
	k := gradeMetricReads.Add(1) * gradeGiB
	samples := unsafe.Slice((*metricSample)(samplesp), len)
	for i := range samples {
		gradeTagSample(&samples[i], tags, k)
	}
}

func gradeTagSample(sample *metricSample, tags []gradeTag, k uint64) {
	if sample.value.kind != metricKindUint64 {
		return
	}
	for i := range tags {
		if tags[i].name != sample.name {
			continue
		}
		sample.value.scalar += tags[i].add
		if tags[i].counted {
			sample.value.scalar += k
		}
	}
}
