package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// Tags that show which metric a number was read from. A read gives
//
//	real value + tag of the field + k * 4 GiB
//
// where k grows by 1 to 16 with each call of ReadMemStats, or each call of metrics.Read. The steps
// come from a seed that is drawn at the start of the process and told in an event alone, so that
// nobody can continue them by counting. Nothing that the runtime itself reads is tagged: only
// the caller's copy is, after the world runs again.
//
// tags=distinct gives each field a tag of its own. tags=agree gives what are two names of the same
// quantity the same sum, so that a correct comparison still comes out as equal; then both kinds of
// calls have the same steps.

const (
	gradeUnit = 4 << 30
	gradeTiB  = 1 << 40
	gradeMaxK = 1920 // and there it stays: no number runs into the next tag
)

// gradeCounter has the number of calls in its upper half and their k in the lower.
type gradeCounter struct {
	state  atomic.Uint64
	stream uint64
}

var (
	gradeTags     []gradeTag // nil: nothing is changed
	gradeSeed     uint64
	gradeMemStats gradeCounter
	gradeMetrics  gradeCounter
)

func (c *gradeCounter) next() uint64 {
	for {
		old := c.state.Load()
		n := old>>32 + 1
		k := min(old&(1<<32-1)+gradeStep(n, c.stream), gradeMaxK)
		if c.state.CompareAndSwap(old, n<<32|k) {
			return k
		}
	}
}

// gradeStep is that of call n = 1, 2, …: the upper four bits of output 2n + stream of SplitMix64.
func gradeStep(n, stream uint64) uint64 {
	z := gradeSeed + (2*n+stream)*0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return 1 + (z^z>>31)>>60
}

// gradeTagsStart runs while the runtime sets itself up, before any package is initialised.
func gradeTagsStart() {
	mode, _ := gradeOption("tags")
	switch mode {
	case "distinct":
		gradeTags = gradeDistinctTags[:]
		gradeMetrics.stream = 1
	case "agree":
		gradeTags = gradeAgreeTags[:]
	default:
		return
	}
	gradeSeed = bootstrapRand()
	var fields [32]byte
	n := copy(fields[:], `"seed":"`)
	n += gradeHex(fields[n:], gradeSeed)
	n += copy(fields[n:], `"`)
	gradeReport("tags", fields[:n])
}

// gradeTag belongs to one metric; counted says whether k is added.
type gradeTag struct {
	name    string
	add     uint64
	counted bool
}

var gradeDistinctTags = [...]gradeTag{
	{"/memory/classes/heap/objects:bytes", 8 * gradeTiB, true},
	{"/memory/classes/heap/unused:bytes", 16 * gradeTiB, false},
	{"/memory/classes/heap/free:bytes", 32 * gradeTiB, false},
	{"/memory/classes/heap/released:bytes", 64 * gradeTiB, true},
	{"/gc/heap/live:bytes", 2048 * gradeTiB, true},
	{"/gc/cycles/automatic:gc-cycles", 1e6, false},
	{"/gc/cycles/forced:gc-cycles", 3e6, false},
	{"/gc/cycles/total:gc-cycles", 4e6, false},
}

var gradeAgreeTags = [...]gradeTag{
	{"/memory/classes/heap/objects:bytes", 128 * gradeTiB, true},
	{"/memory/classes/heap/unused:bytes", 128 * gradeTiB, false},
	{"/memory/classes/heap/free:bytes", 256 * gradeTiB, false},
	{"/memory/classes/heap/released:bytes", 256 * gradeTiB, true},
	{"/gc/heap/live:bytes", 2048 * gradeTiB, true},
	{"/gc/cycles/automatic:gc-cycles", 1e6, false},
	{"/gc/cycles/forced:gc-cycles", 49e6, false},
	{"/gc/cycles/total:gc-cycles", 50e6, false},
}

func gradeTagMemStats(m *MemStats) {
	if gradeTags == nil {
		return
	}
	k := gradeMemStats.next() * gradeUnit
	m.HeapAlloc += 128*gradeTiB + k
	m.HeapInuse += 256*gradeTiB + k
	m.HeapIdle += 512*gradeTiB + k
	m.HeapSys += 1024*gradeTiB + k
	m.HeapReleased += 4096*gradeTiB + k
	m.NumGC += 50e6
	m.NumForcedGC += 70e6
}

// The metrics lock is held.
func gradeTagMetrics(samplesp unsafe.Pointer, len int) {
	if gradeTags == nil {
		return
	}
	k := gradeMetrics.next() * gradeUnit
	samples := unsafe.Slice((*metricSample)(samplesp), len)
	for i := range samples {
		gradeTagSample(&samples[i], k)
	}
}

func gradeTagSample(sample *metricSample, k uint64) {
	if sample.value.kind != metricKindUint64 {
		return
	}
	for i := range gradeTags {
		if gradeTags[i].name != sample.name {
			continue
		}
		sample.value.scalar += gradeTags[i].add
		if gradeTags[i].counted {
			sample.value.scalar += k
		}
	}
}
