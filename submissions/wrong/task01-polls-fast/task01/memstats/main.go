// Command memstats watches four heap numbers of runtime.ReadMemStats, fifty times a second, and
// prints them once a second for ten seconds.
package main

import (
	"fmt"
	"runtime"
	"time"

	"heapwatch/internal/load"
)

const (
	ticks = 10
	polls = 50 // in each tick
)

func main() {
	ticker := time.NewTicker(time.Second / polls)
	defer ticker.Stop()
	var m runtime.MemStats
	var most uint64
	for i := 1; i <= ticks; i++ {
		load.Step()
		for range polls {
			<-ticker.C
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
		fmt.Printf("t=%2ds HeapAlloc=%d HeapInuse=%d HeapIdle=%d NumGC=%d\n",
			i, m.HeapAlloc, m.HeapInuse, m.HeapIdle, m.NumGC)
	}
	fmt.Printf("most HeapAlloc: %d\n", most)
}
