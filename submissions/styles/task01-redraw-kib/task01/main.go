// Redraw keeps one line of heap sizes on the terminal up to date, in KiB with thousands
// separators: first as runtime.ReadMemStats sees them, then as runtime/metrics does.
package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"strings"
	"time"
)

const heap = "/memory/classes/heap/"

var cycles = []string{"automatic", "forced"}

// grouped writes n as 1,234,567.
func grouped(n uint64) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}

func kib(bytes uint64) string { return grouped(bytes>>10) + " KiB" }

func read(names ...string) (sum uint64) {
	samples := make([]metrics.Sample, len(names))
	for i, name := range names {
		samples[i].Name = name
	}
	metrics.Read(samples)
	for _, s := range samples {
		sum += s.Value.Uint64()
	}
	return sum
}

func line(source string, alloc, inuse, idle, gcs uint64) string {
	return fmt.Sprintf("%s: HeapAlloc %s, HeapInuse %s, HeapIdle %s, NumGC %s", source,
		kib(alloc), kib(inuse), kib(idle), grouped(gcs))
}

func main() {
	var keep []*[64 << 10]byte
	for i := range 10 {
		time.Sleep(time.Second)
		keep = append(keep, new([64 << 10]byte))
		if i == 4 {
			runtime.GC()
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		old := line("memstats", m.HeapAlloc, m.HeapInuse, m.HeapIdle, uint64(m.NumGC))
		alloc := read(heap + "objects:bytes")
		inuse := read(heap+"objects:bytes", heap+"unused:bytes")
		idle := read(heap+"free:bytes", heap+"released:bytes")
		var gcs uint64
		for _, how := range cycles {
			gcs += read("/gc/cycles/" + how + ":gc-cycles")
		}
		fmt.Print("\r", old, " | ", line("metrics", alloc, inuse, idle, gcs), strings.Repeat(" ", 4))
	}
	fmt.Println()
	runtime.KeepAlive(keep)
}
