package runtime

import "unsafe"

// Tags that show which metric a number was read from, and when. A read gives
//
//	real value + tag of the field + k * 4 GiB
//
// (counts: + k * 51,200). Time is cut into slices; k is drawn anew for each slice in which there is
// a call, and told in an event alone. So nobody can guess it, and a number that was kept from an
// earlier slice shows its age. Nothing that the runtime itself reads is tagged: only the caller's
// copy is, after the world runs again.
//
// tags=distinct gives each field a tag of its own, and the two kinds of calls a k of their own.
// tags=agree gives what are two names of the same quantity the same sum and the same k, so that a
// correct comparison still comes out as equal.

const (
	gradeUnit      = 4 << 30
	gradeCountUnit = 51_200 // a multiple of 256, so that PauseNs[(NumGC+255)%256] is still the last one
	gradeTiB       = 1 << 40
	gradeMaxK      = 1919 // so that no number runs into the next tag

	// A slice ends at the first call after gradeSlice that comes after a pause, so that calls which
	// belong together stay in one; and in any case.
	gradeSlice    = 200e6
	gradePause    = 2e6
	gradeMaxSlice = 400e6
)

const (
	gradeOfMemStats = iota
	gradeOfMetrics
)

var gradeKinds = [...]string{"MemStats", "metrics"}

var gradeTags struct {
	lock  mutex
	mode  *gradeMode // nil: nothing is changed
	began int64      // the slice
	last  int64      // its last call so far
	ks    [2]uint64  // by kind; 0: no call yet in this slice
}

// gradeTagsStart runs while the runtime sets itself up, before any package is initialised.
func gradeTagsStart() {
	switch mode, _ := gradeOption("tags"); mode {
	case "distinct":
		gradeTags.mode = &gradeDistinct
	case "agree":
		gradeTags.mode = &gradeAgree
	}
}

// gradeK is the k of a call that is made now.
func gradeK(kind int) uint64 {
	t := &gradeTags
	lock(&t.lock)
	now := nanotime()
	age, pause := now-t.began, now-t.last
	if age >= gradeMaxSlice || age >= gradeSlice && pause >= gradePause {
		t.began = now
		t.ks = [2]uint64{}
	}
	t.last = now
	if t.ks[kind] == 0 {
		t.ks[kind] = gradeDrawK(kind)
		gradeReportK(kind)
	}
	k := t.ks[kind]
	unlock(&t.lock)
	return k
}

func gradeDrawK(kind int) uint64 {
	if other := gradeTags.ks[1-kind]; other != 0 && gradeTags.mode.sharesK {
		return other
	}
	return 1 + rand()%gradeMaxK
}

func gradeReportK(kind int) {
	var fields [64]byte
	n := copy(fields[:], `"of":"`)
	n += copy(fields[n:], gradeKinds[kind])
	n += copy(fields[n:], `"`)
	n += gradeField(fields[n:], "k", int64(gradeTags.ks[kind]))
	gradeReport("read", fields[:n])
}

// gradeTag belongs to one metric; unit is what k is multiplied by.
type gradeTag struct {
	name string
	add  uint64
	unit uint64
}

// gradeMode has the tags of MemStats by field and those of metrics by name.
type gradeMode struct {
	sharesK                           bool
	alloc, inuse, idle, sys, released uint64 // TiB
	sysKs                             uint64 // how often k is in HeapSys
	numGC, numForcedGC                uint32
	forcedKs                          uint64
	metrics                           [8]gradeTag
}

var gradeDistinct = gradeMode{
	alloc: 128, inuse: 256, idle: 512, sys: 1024, released: 4096, sysKs: 1,
	numGC: 400e6, numForcedGC: 500e6, forcedKs: 1,
	metrics: [...]gradeTag{
		{"/memory/classes/heap/objects:bytes", 8 * gradeTiB, gradeUnit},
		{"/memory/classes/heap/unused:bytes", 16 * gradeTiB, 0},
		{"/memory/classes/heap/free:bytes", 32 * gradeTiB, 0},
		{"/memory/classes/heap/released:bytes", 64 * gradeTiB, gradeUnit},
		{"/gc/heap/live:bytes", 2048 * gradeTiB, gradeUnit},
		{"/gc/cycles/automatic:gc-cycles", 100e6, gradeCountUnit},
		{"/gc/cycles/forced:gc-cycles", 200e6, 0},
		{"/gc/cycles/total:gc-cycles", 300e6, gradeCountUnit},
	},
}

var gradeAgree = gradeMode{
	sharesK: true,
	alloc:   128, inuse: 384, idle: 944, sys: 1328, released: 424, sysKs: 2,
	numGC: 400e6, numForcedGC: 300e6,
	metrics: [...]gradeTag{
		{"/memory/classes/heap/objects:bytes", 128 * gradeTiB, gradeUnit},
		{"/memory/classes/heap/unused:bytes", 256 * gradeTiB, 0},
		{"/memory/classes/heap/free:bytes", 520 * gradeTiB, 0},
		{"/memory/classes/heap/released:bytes", 424 * gradeTiB, gradeUnit},
		{"/gc/heap/live:bytes", 2048 * gradeTiB, gradeUnit},
		{"/gc/cycles/automatic:gc-cycles", 100e6, gradeCountUnit},
		{"/gc/cycles/forced:gc-cycles", 300e6, 0},
		{"/gc/cycles/total:gc-cycles", 400e6, gradeCountUnit},
	},
}

func gradeTagMemStats(m *MemStats) {
	mode := gradeTags.mode
	if mode == nil {
		return
	}
	k := gradeK(gradeOfMemStats)
	m.Alloc += mode.alloc*gradeTiB + k*gradeUnit
	m.HeapAlloc += mode.alloc*gradeTiB + k*gradeUnit
	m.HeapInuse += mode.inuse*gradeTiB + k*gradeUnit
	m.HeapIdle += mode.idle*gradeTiB + k*gradeUnit
	m.HeapSys += mode.sys*gradeTiB + mode.sysKs*k*gradeUnit
	m.HeapReleased += mode.released*gradeTiB + k*gradeUnit
	m.NumGC += mode.numGC + uint32(k*gradeCountUnit)
	m.NumForcedGC += mode.numForcedGC + uint32(mode.forcedKs*k*gradeCountUnit)
}

// The metrics lock is held.
func gradeTagMetrics(samplesp unsafe.Pointer, len int) {
	mode := gradeTags.mode
	if mode == nil {
		return
	}
	k := gradeK(gradeOfMetrics)
	samples := unsafe.Slice((*metricSample)(samplesp), len)
	for i := range samples {
		gradeTagSample(&samples[i], k)
	}
}

func gradeTagSample(sample *metricSample, k uint64) {
	if sample.value.kind != metricKindUint64 {
		return
	}
	for i := range gradeTags.mode.metrics {
		if tag := &gradeTags.mode.metrics[i]; tag.name == sample.name {
			sample.value.scalar += tag.add + k*tag.unit
		}
	}
}
