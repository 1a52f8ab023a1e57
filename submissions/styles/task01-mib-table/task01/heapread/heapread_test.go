package heapread

import "testing"

const kib = 1 << 10

func TestReadingsAgree(t *testing.T) {
	FromMetrics() // the first Read of a process sets up its tables
	for i := range 10 {
		old := FromMemStats()
		now := FromMetrics()
		t.Logf("%2d memstats %+v metrics %+v", i, old, now)
		for _, pair := range [][2]uint64{{old.Alloc, now.Alloc}, {old.Inuse, now.Inuse}, {old.Idle, now.Idle}} {
			if d := max(pair[0], pair[1]) - min(pair[0], pair[1]); d > 8*kib {
				t.Errorf("reading %d: %d and %d are %d bytes apart", i, pair[0], pair[1], d)
			}
		}
		if old.Cycles != now.Cycles {
			t.Errorf("reading %d: %d and %d cycles", i, old.Cycles, now.Cycles)
		}
	}
}
