// Command metrics prints the numbers of command memstats from runtime/metrics and compares them
// with runtime.ReadMemStats, once a second for ten seconds.
package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"time"

	"heapwatch/internal/load"
)

const (
	ticks     = 10
	tolerance = 4 << 10
)

type heap struct {
	alloc, inuse, idle, numGC uint64
}

func (h heap) String() string {
	return fmt.Sprintf("HeapAlloc=%d HeapInuse=%d HeapIdle=%d NumGC=%d",
		h.alloc, h.inuse, h.idle, h.numGC)
}

var samples = []metrics.Sample{
	{Name: "/memory/classes/heap/objects:bytes"},
	{Name: "/memory/classes/heap/unused:bytes"},
	{Name: "/memory/classes/heap/free:bytes"},
	{Name: "/memory/classes/heap/released:bytes"},
	{Name: "/gc/cycles/total:gc-cycles"},
}

func fromMemStats() heap {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return heap{m.HeapAlloc, m.HeapInuse, m.HeapIdle, uint64(m.NumGC)}
}

func fromMetrics() heap {
	metrics.Read(samples)
	objects, unused := samples[0].Value.Uint64(), samples[1].Value.Uint64()
	free, released := samples[2].Value.Uint64(), samples[3].Value.Uint64()
	return heap{objects, objects + unused, free + released, samples[4].Value.Uint64()}
}

func apart(a, b uint64) uint64 { return max(a, b) - min(a, b) }

func main() {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	var worst uint64
	for i := 1; i <= ticks; i++ {
		load.Step()
		<-ticker.C // a cycle that Step set off has a second to sweep
		// ReadMemStats first: it stops the world and flushes the per-P caches, so the Read right
		// after it sees the same heap.
		old := fromMemStats()
		now := fromMetrics()
		diff := heap{apart(old.alloc, now.alloc), apart(old.inuse, now.inuse),
			apart(old.idle, now.idle), apart(old.numGC, now.numGC)}
		fmt.Printf("t=%2ds memstats %v\n", i, old)
		fmt.Printf("t=%2ds metrics  %v\n", i, now)
		fmt.Printf("t=%2ds apart    %v\n", i, diff)
		if i > 1 { // the first Read of a process allocates its own tables
			worst = max(worst, diff.alloc, diff.inuse, diff.idle)
		}
	}
	fmt.Printf("largest difference after the first reading: %d bytes, within %d: %t\n",
		worst, tolerance, worst <= tolerance)
}
