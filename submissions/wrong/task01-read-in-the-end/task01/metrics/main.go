// Command metrics compares runtime/metrics with runtime.ReadMemStats once, after ten seconds.
package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"time"

	"heapwatch/internal/load"
)

func main() {
	samples := []metrics.Sample{
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/unused:bytes"},
		{Name: "/memory/classes/heap/free:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
		{Name: "/gc/cycles/total:gc-cycles"},
	}
	metrics.Read(samples) // the first one sets up its tables
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	for range 10 {
		load.Step()
		time.Sleep(time.Second)
	}
	runtime.ReadMemStats(&m)
	metrics.Read(samples)
	v := func(i int) uint64 { return samples[i].Value.Uint64() }
	fmt.Printf("memstats HeapAlloc=%d HeapInuse=%d HeapIdle=%d NumGC=%d\n",
		m.HeapAlloc, m.HeapInuse, m.HeapIdle, m.NumGC)
	fmt.Printf("metrics  HeapAlloc=%d HeapInuse=%d HeapIdle=%d NumGC=%d\n",
		v(0), v(0)+v(1), v(2)+v(3), v(4))
}
