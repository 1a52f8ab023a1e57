// Command metrics prints each metric as it is, the fields of MemStats, and for each field how far
// the metrics that it consists of are from it.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"strings"
	"text/tabwriter"
	"time"
)

var names = []string{
	"/memory/classes/heap/objects:bytes",
	"/memory/classes/heap/unused:bytes",
	"/memory/classes/heap/free:bytes",
	"/memory/classes/heap/released:bytes",
	"/gc/cycles/automatic:gc-cycles",
	"/gc/cycles/forced:gc-cycles",
	"/gc/cycles/total:gc-cycles",
}

func main() {
	samples := make([]metrics.Sample, len(names))
	for i, name := range names {
		samples[i].Name = name
	}
	metrics.Read(samples) // warm up
	for range 10 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		metrics.Read(samples)
		get := func(last string) int64 {
			for _, s := range samples {
				if strings.Contains(s.Name, last) {
					return int64(s.Value.Uint64())
				}
			}
			panic("no metric " + last)
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight)
		for _, s := range samples {
			fmt.Fprintf(w, "%s\t%d\t\n", s.Name, s.Value.Uint64())
		}
		fmt.Fprintf(w, "HeapAlloc\t%d\t(%+d)\t\n", m.HeapAlloc, get("objects")-int64(m.HeapAlloc))
		fmt.Fprintf(w, "HeapInuse\t%d\t(%+d)\t\n", m.HeapInuse,
			get("objects")+get("unused")-int64(m.HeapInuse))
		fmt.Fprintf(w, "HeapIdle\t%d\t(%+d)\t\n", m.HeapIdle,
			get("free")+get("released")-int64(m.HeapIdle))
		fmt.Fprintf(w, "NumGC\t%d\t(%+d)\t\n", m.NumGC, get("total")-int64(m.NumGC))
		w.Flush()
		fmt.Println()
		time.Sleep(500 * time.Millisecond)
	}
}
