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
// come from a seed that is drawn at the start of the process and told on descriptor 3 alone, so
// that nobody can continue them by counting. Nothing that the runtime itself reads is tagged: only
// the caller's copy is, after the world runs again.
//
// GRADE_TAGS=distinct gives each field a tag of its own. GRADE_TAGS=agree gives what are two names
// of the same quantity the same sum, so that a correct comparison still comes out as equal; then
// both kinds of calls have the same steps. Without GRADE_TAGS nothing is changed.

const (
	gradeUnit   = 4 << 30
	gradeTiB    = 1 << 40
	gradeMaxK   = 1920 // and there it stays: no number runs into the next tag
	gradeSeedFD = 3
)

// gradeCounter has the number of calls in its upper half and their k in the lower.
type gradeCounter struct {
	state  atomic.Uint64
	stream uint64
}

var (
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

// gradeStart runs while the runtime sets itself up, before any package is initialised.
func gradeStart() {
	mode := gogetenv("GRADE_TAGS")
	if gradeTagsOf(mode) == nil {
		return
	}
	gradeSeed = bootstrapRand()
	if mode == "distinct" {
		gradeMetrics.stream = 1
	}
	const getfl, accmode, rdonly = 3, 3, 0
	if flags, errno := fcntl(gradeSeedFD, getfl, 0); errno == 0 && flags&accmode != rdonly {
		gradeReportSeed()
	}
}

// gradeReportSeed writes {"tags":"0123456789abcdef","pid":7}.
func gradeReportSeed() {
	var line [64]byte
	n := copy(line[:], `{"tags":"`)
	for shift := 60; shift >= 0; shift -= 4 {
		line[n] = "0123456789abcdef"[gradeSeed>>shift&15]
		n++
	}
	n += copy(line[n:], `","pid":`)
	n += gradeDecimal(line[n:], uint64(getpid()))
	n += copy(line[n:], "}\n")
	write1(gradeSeedFD, unsafe.Pointer(&line[0]), int32(n))
}

// gradeDecimal allocates nothing; it gives the number of bytes.
func gradeDecimal(into []byte, n uint64) int {
	i := 0
	if n >= 10 {
		i = gradeDecimal(into, n/10)
	}
	into[i] = byte('0' + n%10)
	return i + 1
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

// gradeTagsOf is nil when tags are off.
func gradeTagsOf(mode string) []gradeTag {
	switch mode {
	case "distinct":
		return gradeDistinctTags[:]
	case "agree":
		return gradeAgreeTags[:]
	}
	return nil
}

// os.Setenv does not reach what gogetenv reads.
func gradeTags() []gradeTag { return gradeTagsOf(gogetenv("GRADE_TAGS")) }

func gradeTagMemStats(m *MemStats) {
	if gradeTags() == nil {
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
	tags := gradeTags()
	if tags == nil {
		return
	}
	k := gradeMetrics.next() * gradeUnit
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
