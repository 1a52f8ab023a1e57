// Memwatch prints HeapAlloc, HeapInuse, HeapIdle and NumGC once a second for ten seconds, from
// the source that -source names.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"time"
)

type reading [4]uint64

var names = [4]string{"HeapAlloc", "HeapInuse", "HeapIdle", "NumGC"}

func readMemStats() reading {
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	return reading{ms.HeapAlloc, ms.HeapInuse, ms.HeapIdle, uint64(ms.NumGC)}
}

func readMetrics() reading {
	s := []metrics.Sample{
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/unused:bytes"},
		{Name: "/memory/classes/heap/free:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
		{Name: "/gc/cycles/total:gc-cycles"},
	}
	metrics.Read(s)
	v := func(i int) uint64 { return s[i].Value.Uint64() }
	return reading{v(0), v(0) + v(1), v(2) + v(3), v(4)}
}

func report(r reading) {
	for i, name := range names {
		fmt.Printf("%-10s %12d\n", name, r[i])
	}
	fmt.Println()
}

func main() {
	source := flag.String("source", "", "memstats or metrics")
	seconds := flag.Int("seconds", 10, "how long to watch")
	flag.Parse()

	var garbage []byte
	for range *seconds {
		garbage = make([]byte, 1<<20)
		switch *source {
		case "memstats":
			report(readMemStats())
		case "metrics":
			a, b := readMemStats(), readMetrics()
			report(b)
			for i, name := range names {
				fmt.Printf("  off by %d in %s\n", int64(a[i]-b[i]), name)
			}
		default:
			fmt.Fprintln(os.Stderr, "memwatch: -source must be memstats or metrics")
			os.Exit(2)
		}
		time.Sleep(time.Second)
	}
	runtime.KeepAlive(garbage)
}
