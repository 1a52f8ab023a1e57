// Package heapread reads the size of the heap in two ways.
package heapread

import (
	"runtime"
	"runtime/metrics"
)

// Heap is one reading, in bytes.
type Heap struct {
	Alloc, Inuse, Idle, Cycles uint64
}

// FromMemStats reads the heap by runtime.ReadMemStats.
func FromMemStats() Heap {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return Heap{m.HeapAlloc, m.HeapInuse, m.HeapIdle, uint64(m.NumGC)}
}

// FromMetrics reads the same by runtime/metrics.
func FromMetrics() Heap {
	samples := make([]metrics.Sample, 5)
	samples[0].Name = "/memory/classes/heap/objects:bytes"
	samples[1].Name = "/memory/classes/heap/unused:bytes"
	samples[2].Name = "/memory/classes/heap/free:bytes"
	samples[3].Name = "/memory/classes/heap/released:bytes"
	samples[4].Name = "/gc/cycles/total:gc-cycles"
	metrics.Read(samples)
	objects := samples[0].Value.Uint64()
	return Heap{
		Alloc:  objects,
		Inuse:  objects + samples[1].Value.Uint64(),
		Idle:   samples[2].Value.Uint64() + samples[3].Value.Uint64(),
		Cycles: samples[4].Value.Uint64(),
	}
}
