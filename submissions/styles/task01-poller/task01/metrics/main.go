// Command metrics takes one reading after two seconds, from both sources, and prints how far the
// two are apart.
package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"time"

	"poller/poll"
)

func main() {
	if poll.InChild() {
		return
	}
	samples := []metrics.Sample{
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/unused:bytes"},
		{Name: "/memory/classes/heap/free:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
		{Name: "/gc/cycles/total:gc-cycles"},
	}
	for range 200 { // the first Read allocates; later ones do not
		metrics.Read(samples)
		time.Sleep(10 * time.Millisecond)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	metrics.Read(samples)
	value := func(i int) uint64 { return samples[i].Value.Uint64() }
	show := func(name string, mem, metric uint64) {
		fmt.Printf("%-9s %16d %16d %6d\n", name, mem, metric, int64(metric-mem))
	}
	fmt.Printf("%-9s %16s %16s %6s\n", "field", "MemStats", "metrics", "off by")
	show("HeapAlloc", m.HeapAlloc, value(0))
	show("HeapInuse", m.HeapInuse, value(0)+value(1))
	show("HeapIdle", m.HeapIdle, value(2)+value(3))
	show("NumGC", uint64(m.NumGC), value(4))
}
