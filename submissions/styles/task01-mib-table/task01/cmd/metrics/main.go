// Command metrics prints the table of command memstats from runtime/metrics, with the same from
// runtime.ReadMemStats above each row. Whether the two agree is also a test of package heapread.
package main

import (
	"fmt"
	"time"

	"mibtable/heapread"
)

const mib = 1 << 20

var ballast [][]byte

func main() {
	fmt.Printf("%14s %14s %14s %9s\n", "alloc/MiB", "inuse/MiB", "idle/MiB", "GCs")
	for range time.NewTicker(time.Second).C {
		ballast = append(ballast, make([]byte, 700<<10))
		old := heapread.FromMemStats()
		now := heapread.FromMetrics()
		for _, h := range []heapread.Heap{old, now} {
			fmt.Printf("%14.3f %14.3f %14.3f %9d\n", float64(h.Alloc)/mib,
				float64(h.Inuse)/mib, float64(h.Idle)/mib, h.Cycles)
		}
		if len(ballast) == 10 {
			return
		}
	}
}
