// Command memstats prints a table of heap sizes in MiB.
package main

import (
	"fmt"
	"runtime"
	"time"
)

const mib = 1 << 20

var ballast [][]byte

func main() {
	fmt.Printf("%14s %14s %14s %9s\n", "alloc/MiB", "inuse/MiB", "idle/MiB", "GCs")
	var m runtime.MemStats
	for range time.NewTicker(time.Second).C {
		ballast = append(ballast, make([]byte, 700<<10))
		runtime.ReadMemStats(&m)
		fmt.Printf("%14.3f %14.3f %14.3f %9d\n", float64(m.HeapAlloc)/mib,
			float64(m.HeapInuse)/mib, float64(m.HeapIdle)/mib, m.NumGC)
		if len(ballast) == 10 {
			return
		}
	}
}
