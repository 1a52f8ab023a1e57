// Command memstats prints four heap numbers from runtime.ReadMemStats, once a second for ten
// seconds.
package main

import (
	"fmt"
	"runtime"
	"time"

	"heapwatch/internal/load"
)

const ticks = 10

func main() {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for i := 1; i <= ticks; i++ {
		load.Step()
		<-ticker.C
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Printf("t=%2ds HeapAlloc=%d HeapInuse=%d HeapIdle=%d NumGC=%d\n",
			i, m.HeapAlloc, m.HeapInuse, m.HeapIdle, m.NumGC)
	}
}
